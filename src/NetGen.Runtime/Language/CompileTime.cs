using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>What every symbol of the language does when it is run: it only exists while the generator runs the method that uses it.</summary>
internal static class CompileTime
{
    [DoesNotReturn]
    public static void Throw([CallerMemberName] string member = "") => throw Error(member);

    public static T Only<T>([CallerMemberName] string member = "") => throw Error(member);

    private static InvalidOperationException Error(string member) => new(
        $"{member} is a symbol that exists at compile time only: use it in Forward, or in a method that Forward calls, of a class with [Network]. To compute with a network, call its generated members, such as Predict.");
}
