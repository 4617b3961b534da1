using System.Reflection;
using System.Reflection.Emit;

namespace ILGPU;

/// <summary>An instruction of a method.</summary>
/// <param name="Operand">A method, field, type or number; null where there is none.</param>
/// <param name="Index">Of a variable or parameter.</param>
/// <param name="Targets">Where it may jump to.</param>
internal sealed record Instruction(int Offset, OpCode Code, object? Operand, int Index, int[] Targets)
{
    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    private static readonly Dictionary<string, OpCode> Names = Codes.Values.ToDictionary(c => c.Name!);

    public static OpCode Of(string name) => Names[name];

    /// <summary>A jump that reaches any place.</summary>
    public static OpCode Long(OpCode code) => Of(code.Name!.Replace(".s", "", StringComparison.Ordinal));

    public static List<Instruction> Read(MethodBase method)
    {
        Type[]? own = method.IsGenericMethod ? method.GetGenericArguments() : null, around = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        byte[] il = method.GetMethodBody()!.GetILAsByteArray()!;
        var result = new List<Instruction>();
        for (int at = 0; at < il.Length;)
        {
            int offset = at;
            short value = il[at++];
            if (value == 0xFE) value = (short)(0xFE00 | il[at++]);
            var code = Codes[value];
            object? operand = null;
            int index = -1;
            int[] targets = [];
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    // ldloc.0 and others have it in their names.
                    if (code.Name is { Length: 7 } name && (name.StartsWith("ld", StringComparison.Ordinal) || name.StartsWith("st", StringComparison.Ordinal)) && name[5] == '.' && char.IsDigit(name[6]))
                        index = name[6] - '0';
                    break;
                case OperandType.ShortInlineVar: index = il[at++]; break;
                case OperandType.InlineVar: index = BitConverter.ToUInt16(il, (at += 2) - 2); break;
                case OperandType.ShortInlineI: operand = (sbyte)il[at++]; break;
                case OperandType.InlineI: operand = BitConverter.ToInt32(il, (at += 4) - 4); break;
                case OperandType.InlineI8: operand = BitConverter.ToInt64(il, (at += 8) - 8); break;
                case OperandType.ShortInlineR: operand = BitConverter.ToSingle(il, (at += 4) - 4); break;
                case OperandType.InlineR: operand = BitConverter.ToDouble(il, (at += 8) - 8); break;
                case OperandType.ShortInlineBrTarget: targets = [(sbyte)il[at++] + at]; break;
                case OperandType.InlineBrTarget: targets = [BitConverter.ToInt32(il, (at += 4) - 4) + at]; break;
                case OperandType.InlineSwitch:
                    int count = BitConverter.ToInt32(il, (at += 4) - 4), behind = at + 4 * count;
                    targets = [.. Enumerable.Range(0, count).Select(i => BitConverter.ToInt32(il, at + 4 * i) + behind)];
                    at = behind;
                    break;
                default:
                    int token = BitConverter.ToInt32(il, (at += 4) - 4);
                    operand = code.OperandType == OperandType.InlineString ? method.Module.ResolveString(token) : method.Module.ResolveMember(token, around, own);
                    break;
            }
            result.Add(new Instruction(offset, code, operand, index, targets));
        }
        return result;
    }

    /// <summary>Writes it as it is.</summary>
    public void Emit(ILGenerator il)
    {
        switch (Operand)
        {
            case null: il.Emit(Code); break;
            case sbyte number: il.Emit(Code, number); break;
            case int number: il.Emit(Code, number); break;
            case long number: il.Emit(Code, number); break;
            case float number: il.Emit(Code, number); break;
            case double number: il.Emit(Code, number); break;
            case string text: il.Emit(Code, text); break;
            case MethodInfo method: il.Emit(Code, method); break;
            case ConstructorInfo constructor: il.Emit(Code, constructor); break;
            case FieldInfo field: il.Emit(Code, field); break;
            case Type type: il.Emit(Code, type); break;
            default: throw new NotSupportedException($"{Code} {Operand}");
        }
    }
}
