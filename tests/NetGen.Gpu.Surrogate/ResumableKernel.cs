using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU;

/// <summary>
/// A kernel in a form that can be left at a barrier and entered again there: its own instructions, but that a barrier, or a shuffle, saves the variables, returns, and goes on with
/// them when the kernel is called again. Methods that have barriers are written in the place of their calls. So one thread of the machine runs all threads of a group.
/// </summary>
internal sealed class ResumableKernel
{
    private static readonly ConcurrentDictionary<MethodBase, bool> Known = [];

    private static readonly FieldInfo Place = typeof(ThreadContext).GetField(nameof(ThreadContext.Place))!, Taken = typeof(ThreadContext).GetField(nameof(ThreadContext.Taken))!;

    private static readonly MethodInfo Save = typeof(ThreadContext).GetMethod(nameof(ThreadContext.Save))!, Load = typeof(ThreadContext).GetMethod(nameof(ThreadContext.Load))!,
        Give = typeof(ThreadContext).GetMethod(nameof(ThreadContext.Give))!;

    private readonly ILGenerator _il;
    private readonly List<Label> _places = [];

    // Those of the kernel and of the methods that are written in its place.
    private readonly List<LocalBuilder> _variables = [];
    private readonly Dictionary<MethodBase, (LocalBuilder[] Arguments, LocalBuilder[] Variables)> _inner = [];
    private readonly Label _save;

    private ResumableKernel(ILGenerator il) => (_il, _save) = (il, il.DefineLabel());

    /// <returns>Null for a kernel without barriers, which runs as it is.</returns>
    public static T? Of<T>(MethodInfo method) where T : Delegate
    {
        if (!HasBarriers(method)) return null;
        var parameters = method.GetParameters().Select(p => p.ParameterType).Prepend(typeof(ThreadContext)).ToArray();
        var result = new DynamicMethod(method.Name, typeof(void), parameters, method.Module, skipVisibility: true);
        new ResumableKernel(result.GetILGenerator()).Write(method);
        return result.CreateDelegate<T>();
    }

    private static bool HasBarriers(MethodBase method) => Known.GetOrAdd(method, m =>
        m.GetMethodBody() is not null && Instruction.Read(m).Any(i => i.Operand is MethodBase called && (IsBarrier(called) || called.Module == m.Module && HasBarriers(called))));

    private static bool IsBarrier(MethodBase method) => method.DeclaringType == typeof(Group) && method.Name == nameof(Group.Barrier) || IsShuffle(method);

    private static bool IsShuffle(MethodBase method) => method.DeclaringType == typeof(Warp) && method.Name == nameof(Warp.ShuffleXor);

    private void Write(MethodInfo kernel)
    {
        Label start = _il.DefineLabel(), places = _il.DefineLabel(), end = _il.DefineLabel();
        _il.Emit(OpCodes.Br, places);
        _il.MarkLabel(start);
        Write(kernel, null, Declare(kernel), end);
        _il.MarkLabel(end);
        _il.Emit(OpCodes.Ldarg_0);
        _il.Emit(OpCodes.Ldc_I4, ThreadContext.End);
        _il.Emit(OpCodes.Stfld, Place);
        _il.Emit(OpCodes.Ret);
        _il.MarkLabel(_save);
        for (int i = 0; i < _variables.Count; i++)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldc_I4, i);
            _il.Emit(OpCodes.Ldloc, _variables[i]);
            _il.Emit(OpCodes.Call, Save.MakeGenericMethod(_variables[i].LocalType));
        }
        _il.Emit(OpCodes.Ret);
        _il.MarkLabel(places);
        _il.Emit(OpCodes.Ldarg_0);
        _il.Emit(OpCodes.Ldfld, Place);
        _il.Emit(OpCodes.Brfalse, start);
        for (int i = 0; i < _variables.Count; i++)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldc_I4, i);
            _il.Emit(OpCodes.Call, Load.MakeGenericMethod(_variables[i].LocalType));
            _il.Emit(OpCodes.Stloc, _variables[i]);
        }
        _il.Emit(OpCodes.Ldarg_0);
        _il.Emit(OpCodes.Ldfld, Place);
        _il.Emit(OpCodes.Switch, [start, .. _places]);
        _il.Emit(OpCodes.Br, end);
    }

    private LocalBuilder[] Declare(MethodInfo method)
    {
        var variables = method.GetMethodBody()!.LocalVariables.Select(v => _il.DeclareLocal(v.LocalType)).ToArray();
        _variables.AddRange(variables);
        return variables;
    }

    /// <param name="arguments">Null for the kernel, whose own are behind the context.</param>
    private void Write(MethodInfo method, LocalBuilder[]? arguments, LocalBuilder[] variables, Label end)
    {
        var body = method.GetMethodBody()!;
        if (body.ExceptionHandlingClauses.Count > 0) throw new NotSupportedException($"{method.Name} handles exceptions.");
        var instructions = Instruction.Read(method);
        var labels = instructions.SelectMany(i => i.Targets).Distinct().ToDictionary(t => t, _ => _il.DefineLabel());
        foreach (var instruction in instructions)
        {
            if (labels.TryGetValue(instruction.Offset, out var label)) _il.MarkLabel(label);
            var (code, name) = (instruction.Code, instruction.Code.Name!.Split('.')[0]);
            if (code == OpCodes.Ret) _il.Emit(OpCodes.Br, end);
            else if (code == OpCodes.Switch) _il.Emit(code, [.. instruction.Targets.Select(t => labels[t])]);
            else if (instruction.Targets.Length == 1) _il.Emit(Instruction.Long(code), labels[instruction.Targets[0]]);
            else if (name is "ldloc" or "stloc" or "ldloca") _il.Emit(Instruction.Of(name), variables[instruction.Index]);
            else if (name is "ldarg" or "starg" or "ldarga")
            {
                if (arguments is null) _il.Emit(Instruction.Of(name), (short)(instruction.Index + 1));
                else _il.Emit(Instruction.Of(name.Replace("arg", "loc", StringComparison.Ordinal)), arguments[instruction.Index]);
            }
            else if (instruction.Operand is MethodInfo called && IsShuffle(called)) Shuffle();
            else if (instruction.Operand is MethodInfo barrier && IsBarrier(barrier)) Wait(null, null);
            else if (instruction.Operand is MethodInfo inner && inner.Module == method.Module && HasBarriers(inner)) WriteInPlace(inner);
            else instruction.Emit(_il);
        }
    }

    private void WriteInPlace(MethodInfo method)
    {
        if (!_inner.TryGetValue(method, out var own))
        {
            own = (method.GetParameters().Select(p => _il.DeclareLocal(p.ParameterType)).ToArray(), Declare(method));
            _variables.AddRange(own.Arguments);
            _inner.Add(method, own);
        }
        foreach (var argument in own.Arguments.Reverse()) _il.Emit(OpCodes.Stloc, argument);
        var end = _il.DefineLabel();
        Write(method, own.Arguments, own.Variables, end);
        _il.MarkLabel(end);
    }

    private void Shuffle()
    {
        LocalBuilder mask = _il.DeclareLocal(typeof(int)), given = _il.DeclareLocal(typeof(float));
        _il.Emit(OpCodes.Stloc, mask);
        _il.Emit(OpCodes.Stloc, given);
        Wait(given, mask);
        _il.Emit(OpCodes.Ldarg_0);
        _il.Emit(OpCodes.Ldfld, Taken);
    }

    /// <summary>Saves the variables, returns, and goes on here with them. Nothing else may be on the stack.</summary>
    /// <param name="given">What is given to another lane; null at a barrier.</param>
    private void Wait(LocalBuilder? given, LocalBuilder? mask)
    {
        _il.Emit(OpCodes.Ldarg_0);
        if (given is null) _il.Emit(OpCodes.Ldc_R4, 0F);
        else _il.Emit(OpCodes.Ldloc, given);
        if (mask is null) _il.Emit(OpCodes.Ldc_I4_0);
        else _il.Emit(OpCodes.Ldloc, mask);
        _il.Emit(OpCodes.Call, Give);
        var again = _il.DefineLabel();
        _places.Add(again);
        _il.Emit(OpCodes.Ldarg_0);
        _il.Emit(OpCodes.Ldc_I4, _places.Count);
        _il.Emit(OpCodes.Stfld, Place);
        _il.Emit(OpCodes.Br, _save);
        _il.MarkLabel(again);
    }
}
