using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Tests.Diagnostics;

/// <summary>The class itself.</summary>
public class ClassDiagnosticTests
{
    /// <summary>What uses the members of a class makes no errors beside the class's own.</summary>
    private const string Uses = """

        public static class Uses
        {
            public static float[] Run(float[] x, int[] target)
            {
                var net = new Net(seed: 1);
                net.Fit(x, target, new FitOptions { Epochs = Net.ParameterCount });
                net.ForwardBackward(net.CreatePass(4), x, x);
                net.Save("a");
                return [Net.Load("a").Evaluate(x, target).Accuracy is 1 ? 1 : 0, net.Parameters["dense1.weight"].ToArray()[0], .. net.Predict(x)];
            }
        }
        """;

    [Fact]
    public void NotPartial() => DiagnosticCheck.LeavesToCompilerBut(
        "[Network, Input(4), Dense(3)] public class {|NG0002:Net|};" + Uses, ["CS0260"],
        "'Net' must be declared partial, so that the generator can add members to it");

    [Fact]
    public void ContainingTypeNotPartial() => DiagnosticCheck.LeavesToCompilerBut(
        "public static class Outer { public partial class Middle { [Network, Input(4), Dense(3)] public partial class {|NG0003:Net|}; " + Uses + " } }", ["CS0260"],
        "'Net' lies in 'Outer', which must be declared partial, so that the generator can add members to 'Net'");

    [Theory]
    [InlineData("public partial record {|NG0004:Net|};" + Uses, "it is a record; declare it as a class")]
    [InlineData("public static partial class {|NG0004:Net|};", "it is static; its parameters belong to an instance")]
    [InlineData("public abstract partial class {|NG0004:Net|};", "it is abstract; loading and cloning create instances")]
    [InlineData("file partial class {|NG0004:Net|};", "it is local to its file, and generated members are in another one")]
    [InlineData("public partial class {|NG0004:Net|}<T>;", "it is generic; its code is made for one shape and one type of numbers")]
    public void UnsupportedClass(string declaration, string reason) =>
        DiagnosticCheck.Reports("[Network, Input(4), Dense(3)] " + declaration, $"'Net' can't be a network: {reason}");

    [Fact]
    public void InsideGenericType() => DiagnosticCheck.Reports(
        "public partial class Outer<T> { [Network, Input(4), Dense(3)] public partial class {|NG0004:Net|}; }",
        "'Net' can't be a network: it lies in 'Outer', which is generic");

    [Fact]
    public void BaseClassWithoutConstructor() => DiagnosticCheck.LeavesToCompilerBut(
        "public class Base(int x) { public int X => x; } [Network, Input(4), Dense(3)] public partial class {|NG0004:Net|} : Base;",
        ["CS7036"], "'Net' can't be a network: its base class 'Base' has no constructor without parameters for the generated one to call");

    [Fact]
    public void LayersOnTwoDeclarations() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(3)] public partial class Net; [{|NG0005:Relu|}, Dense(2)] public partial class Net;" + Uses,
        "The layers of 'Net' are on two partial declarations, which have no order: move them to one");

    [Fact]
    public void LossAndPenaltiesMayBeOnAnotherDeclaration() => DiagnosticCheck.IsQuiet(
        "[Network] public partial class Net; [Input(4), Dense(3)] public partial class Net; [SquaredErrorLoss, L2(0.1)] public partial class Net;");

    [Theory]
    [InlineData("[{|NG0006:Input(4)|}, Dense(3)] public partial class Net;" + Uses, "Input")]
    [InlineData("[{|NG0006:Dense(3)|}] public class Net;", "Dense")]
    [InlineData("[Serializable, {|NG0006:CrossEntropyLoss|}] public class Net;", "CrossEntropyLoss")]
    [InlineData("[{|NG0006:L2(1)|}] public class Net;", "L2")]
    public void LayersWithoutNetwork(string source, string attribute) =>
        DiagnosticCheck.Reports(source, $"'Net' has the attribute '{attribute}' but not [Network], so nothing is generated for it");

    [Theory]
    [InlineData("public int {|NG0007:InputLength|} => 3;", "InputLength")]
    [InlineData("public int {|NG0007:Predict|};", "Predict")]
    [InlineData("private static class {|NG0007:Programs|};", "Programs")]
    [InlineData("private class {|NG0007:Kernels|};", "Kernels")]
    [InlineData("public string {|NG0007:Summary|}() => \"\";", "Summary")]
    [InlineData("public float[] {|NG0007:Predict|}(ReadOnlySpan<float> x) => [];", "Predict")]
    [InlineData("public static void {|NG0007:Save|}(string path) { }", "Save")]
    public void MemberCollision(string member, string name) => DiagnosticCheck.Reports(
        $$"""[Network, Input(4), Dense(3)] public partial class Net { {{member}} }""",
        $"'Net.{name}' collides with the member of this name that the generator adds: rename it");

    [Fact]
    public void MemberOfABaseClassCollides() => DiagnosticCheck.Reports(
        "public class Base { public void Save(string path) { } private int Graph => 2; public int Use() => Graph; } [Network, Input(4), Dense(3)] public partial class {|NG0007:Net|} : Base;",
        "'Base.Save' collides with the member of this name that the generator adds: rename it");

    [Fact]
    public void ClassNamedAsAMember() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(3)] public partial class {|NG0007:Predict|};",
        "'Predict.Predict' collides with the member of this name that the generator adds: rename it");

    [Fact]
    public void OverloadsAndOtherMembersAreFine() => DiagnosticCheck.IsQuiet(
        """
        [Network, Input(4), Dense(3)]
        public partial class Net
        {
            public Net(string note) : this(7) => Note = note;
            public string Note { get; } = "";
            public float[] Predict(string text) => [text.Length];
            public double[] Predict(ReadOnlySpan<double> input) => [input.Length];
            public int Classify<T>(T value) => 0;
            static Net() { }
        }
        """);

    [Theory]
    [InlineData("public partial class Net{|NG0008:(int x)|} { public int X => x; }", "a primary constructor would have to be called by it; use an ordinary constructor that calls ': this(seed)'")]
    [InlineData("public partial class Net { public {|NG0008:Net|}(ulong x) { } }", "it has the same parameter; give it another and call ': this(seed)'")]
    [InlineData("public partial class Net { public {|NG0008:Net|}() { } }", "it must call it with ': this(seed)', which makes and initialises the parameters")]
    public void ConstructorCollision(string declaration, string reason) => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(3)] " + declaration, $"The constructor of 'Net' doesn't fit the generated 'Net(ulong seed = 0)': {reason}");

    /// <summary>The other members are there all the same, and all that works on any network.</summary>
    [Theory]
    [InlineData("public partial class Net { public void {|NG0007:Save|}(string path) { } }")]
    [InlineData("public partial class Net { private class {|NG0007:Kernels|}; }")]
    [InlineData("public partial class Net { public int {|NG0007:Summary|} => 1; public int {|NG0007:Clone|}; public void {|NG0007:CreatePass|}(int n) { } }")]
    [InlineData("public partial class Net { public {|NG0008:Net|}() { } }")]
    public void UsesOfAClassWithAMistakeAreNoErrorsThemselves(string declaration)
    {
        string use = "public static class Use { public static float[] Of(Net net, Dataset data) { net.Fit(data); net.Evaluate(data); return net.Predict(new float[Net.InputLength]); } public static Net Make() => Net.Load(\"\"); }";
        var run = GeneratorHarness.Run("[Network, Input(4), Dense(3), SquaredErrorLoss] " + System.Text.RegularExpressions.Regex.Replace(declaration, @"\{\|\w+:(\w+)\|\}", "$1") + use);
        Assert.Empty(run.Output.GetDiagnostics().Where(d => d.Severity >= Microsoft.CodeAnalysis.DiagnosticSeverity.Warning && d.Id != "CS1591"));
        Assert.All(run.Diagnostics, d => Assert.Contains(d.Id, declaration, StringComparison.Ordinal));
        Assert.NotEmpty(run.Diagnostics);
    }

    [Fact]
    public void LanguageVersionTooLow() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(3)] public partial class {|NG0009:Net|};", LanguageVersion.CSharp12,
        "The generated code of 'Net' needs C# 13, and this project is compiled as C# 12.0: set <LangVersion> to 13 or higher");

    [Fact]
    public void StructsAreLeftToTheCompiler() =>
        DiagnosticCheck.LeavesToCompiler("[Network, Input(4), Dense(3)] public partial struct Net;", "CS0592");

    [Fact]
    public void NetworkTwiceIsLeftToTheCompiler() =>
        DiagnosticCheck.LeavesToCompiler("[Network, Input(4), Dense(3)] public partial class Net; [Network] public partial class Net;", "CS0579");

    [Fact]
    public void NestedInAnyPartialType() => DiagnosticCheck.IsQuiet(
        """
        namespace Some.@event
        {
            public partial struct A { public partial record B { public partial interface C { [Network, Input(4), Dense(3)] internal sealed partial class @class; } } }
        }
        """);
}
