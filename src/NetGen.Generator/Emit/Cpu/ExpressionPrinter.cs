using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using static NetGen.Compiler.Expressions.ScalarOperator;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Prints expressions as C# over single elements or vectors, of one width or of any. All forms give the same bits for each element, so that it does not
/// matter which elements of a row fall to the vectors and which to the rest behind them. Values needed twice become variables
/// <c>t0</c>, <c>t1</c>...; a product that is only added to something becomes a fused multiply-add; comparisons stay masks
/// (of vectors) or conditions (of elements) for as long as they only select.
/// </summary>
/// <remarks>
/// The text takes <c>using System.Runtime.Intrinsics;</c> and <c>using NetGen.CompilerServices;</c> for granted. A printer numbers its
/// variables on from one call to the next, for scopes that hold several expressions; several printers in one scope take a prefix each.
/// </remarks>
internal sealed class ExpressionPrinter(VectorForm form, Precision precision, string prefix = "t")
{
    /// <summary>Above this, a line reads better in two.</summary>
    private const int LongestText = 110;

    private int _variables;

    /// <summary>Writes what the expressions share as <c>var</c> statements and returns each expression's C#.</summary>
    /// <param name="load">The C# of an operand: a name, a load, a cast. What is not a name becomes a variable where it is read twice.</param>
    /// <param name="position">The C# of the elements' positions as a number, in vector form a vector; empty where nothing reads it.</param>
    public string[] Print(CodeWriter writer, IReadOnlyList<Expression> roots, Func<int, string> load, string position)
    {
        var builder = new ExpressionBuilder();
        var ids = roots.Select(root => CopyInto(builder, root)).ToArray();
        var uses = new ExpressionUses(builder.Nodes);
        foreach (int id in ids) uses.CountNumber(id);
        uses.FuseProducts();
        var printing = new Printing(this, writer, builder.Nodes, uses, load, position);
        for (int i = 0; i < builder.Nodes.Count; i++) printing.Visit(i);
        return ids.Select(printing.Number).ToArray();
    }

    private static int CopyInto(ExpressionBuilder builder, Expression expression)
    {
        var copies = new Scalar[expression.Nodes.Count];
        for (int i = 0; i < copies.Length; i++) copies[i] = builder.Copy(expression.Nodes[i], copies);
        return copies[copies.Length - 1].Id;
    }

    private VectorForm Form => form;

    private string Prefix => prefix;

    private Precision Precision => precision;

    private bool IsGeneric => form == VectorForm.Generic;

    private string EqualName => IsGeneric ? "Equal" : "Equals";

    private string Functions => IsGeneric ? Class : "SimdMath";

    private bool IsScalar => form == VectorForm.Scalar;

    private string Class => form.Class(precision);

    private string Type => form.Type(precision);

    private string Constant(double value)
    {
        if (IsScalar) return CodeWriter.Literal(value, precision);
        return value switch
        {
            0 => Type + ".Zero",
            1 => Type + ".One",
            _ => $"{Class}.Create({CodeWriter.Literal(value, precision)})",
        };
    }

    /// <summary>C# text and how strongly it binds, by the levels of <see cref="ExpressionSyntax"/>.</summary>
    private readonly record struct Code(string Text, int Strength)
    {
        public string At(int strength) => Strength < strength ? "(" + Text + ")" : Text;

        public static Code Atom(string text) => new(text, ExpressionSyntax.Atom);

        public static Code Unary(string text) => new(text, ExpressionSyntax.Unary);

        public static Code Parenthesised(string text) => Atom("(" + text + ")");
    }

    /// <summary>One call of <see cref="ExpressionPrinter.Print"/>.</summary>
    private sealed class Printing(ExpressionPrinter printer, CodeWriter writer, IReadOnlyList<ExpressionNode> nodes, ExpressionUses uses, Func<int, string> load, string position)
    {
        private readonly Code[] _numbers = new Code[nodes.Count];
        private readonly Code[] _masks = new Code[nodes.Count];

        public string Number(int id) => _numbers[id].Text;

        public void Visit(int id)
        {
            // A comparison is a mask first, everything else a number first.
            bool compares = nodes[id].Operator is Less or LessOrEqual or Equal;
            if (compares && uses.Masks(id) > 0) _masks[id] = Named(MaskOf(id), uses.Masks(id));
            if (uses.Numbers(id) > 0 && !uses.IsFused(id))
                _numbers[id] = Named(NumberOf(id), nodes[id].Operator == ScalarOperator.Constant ? 1 : uses.Numbers(id));
            if (!compares && uses.Masks(id) > 0) _masks[id] = Named(MaskOf(id), uses.Masks(id));
        }

        private Code Named(Code code, int count)
        {
            if (count < 2 ? code.Text.Length <= LongestText : IsName(code.Text)) return code;
            string name = printer.Prefix + printer._variables++.ToString(CultureInfo.InvariantCulture);
            writer.Line($"var {name} = {code.Text};");
            return Code.Atom(name);
        }

        private static bool IsName(string text) => text.All(c => char.IsLetterOrDigit(c) || c == '_');

        private Code NumberOf(int id)
        {
            var n = nodes[id];
            switch (n.Operator)
            {
                case ScalarOperator.Constant: return printer.IsScalar && n.Value < 0 ? Code.Unary(printer.Constant(n.Value)) : Code.Atom(printer.Constant(n.Value));
                case Load: return Given(load(n.A));
                case Position: return Given(position);
                case Add or Subtract: return SumOf(n);
                case Negate: return Code.Unary("-" + _numbers[n.A].At(ExpressionSyntax.Atom));
                case Multiply or Divide: return new Code($"{_numbers[n.A].At(ExpressionSyntax.Product)} {(n.Operator == Multiply ? "*" : "/")} {Factor(n.B)}", ExpressionSyntax.Product);
                case Less or LessOrEqual or Equal: return Chosen(_masks[id], printer.Constant(1), printer.Constant(0), isZero: true);
                case Select: return Chosen(_masks[n.A], _numbers[n.B].Text, _numbers[n.C].Text, IsNumber(n.C, 0));
                // The native forms give their second argument where one is NaN: the number goes first, so that NaN comes out.
                case Max or Min: return Call($"{printer.Class}.{n.Operator}Native", IsNumber(n.B) ? n.B : n.A, IsNumber(n.B) ? n.A : n.B);
                case Abs or Sqrt or Floor: return Call($"{printer.Class}.{n.Operator}", n.A);
                case Power: return Call(printer.Functions + ".Pow", n.A, n.B);
                default: return Call($"{printer.Functions}.{n.Operator}", n.A);
            }
        }

        /// <summary>What a caller hands in: a primary expression, or a cast.</summary>
        private static Code Given(string text) => text.StartsWith("(float)", StringComparison.Ordinal) || text.StartsWith("(double)", StringComparison.Ordinal) ? Code.Unary(text) : Code.Atom(text);

        private Code SumOf(ExpressionNode n)
        {
            bool subtracts = n.Operator == Subtract;
            if (uses.IsFused(n.B))
            {
                var product = nodes[n.B];
                return MultiplyAdd(product.A, product.B, _numbers[n.A].Text, negated: subtracts);
            }
            if (uses.IsFused(n.A))
            {
                var product = nodes[n.A];
                string addend = !subtracts ? _numbers[n.B].Text : IsNumber(n.B) ? printer.Constant(-nodes[n.B].Value) : "-" + _numbers[n.B].At(ExpressionSyntax.Atom);
                return MultiplyAdd(product.A, product.B, addend, negated: false);
            }
            // x + -0.5 reads better as x - 0.5.
            bool flips = !subtracts && IsNumber(n.B) && nodes[n.B].Value < 0;
            string right = flips ? printer.Constant(-nodes[n.B].Value) : _numbers[n.B].At(ExpressionSyntax.Product);
            return new Code($"{_numbers[n.A].At(ExpressionSyntax.Sum)} {(subtracts || flips ? "-" : "+")} {right}", ExpressionSyntax.Sum);
        }

        // Fused where there is hardware for it; a fused one without is a hundred times slower.
        private Code MultiplyAdd(int a, int b, string addend, bool negated)
        {
            string first = _numbers[a].Text, second = _numbers[b].Text;
            if (negated && IsNumber(b)) second = printer.Constant(-nodes[b].Value);
            else if (negated) first = "-" + _numbers[a].At(ExpressionSyntax.Atom);
            return Code.Atom($"{printer.Class}.{(printer.IsGeneric ? "MultiplyAdd" : "MultiplyAddEstimate")}({first}, {second}, {addend})");
        }

        /// <summary>The right side of a product; vectors take a number as it is.</summary>
        private string Factor(int id) =>
            IsNumber(id) ? CodeWriter.Literal(nodes[id].Value, printer.Precision) : _numbers[id].At(ExpressionSyntax.Unary);

        private Code Chosen(Code mask, string then, string otherwise, bool isZero)
        {
            if (printer.IsScalar) return Code.Parenthesised($"{mask.Text} ? {then} : {otherwise}");
            if (printer.IsGeneric) return Code.Atom(isZero ? $"V.Where({mask.Text}, {then})" : $"V.Select({mask.Text}, {then}, {otherwise})");
            // Wider vectors have masks of their own, and a selection with zero is one instruction.
            if (isZero && printer.Form != VectorForm.V512) return Code.Parenthesised($"{mask.Text} & {then}");
            return Code.Atom($"{printer.Class}.ConditionalSelect({mask.Text}, {then}, {otherwise})");
        }

        private Code MaskOf(int id)
        {
            var n = nodes[id];
            if (n.Operator is Less or LessOrEqual or Equal)
            {
                if (!printer.IsScalar) return Call($"{printer.Class}.{(n.Operator == Less ? "LessThan" : n.Operator == LessOrEqual ? "LessThanOrEqual" : printer.EqualName)}", n.A, n.B);
                string symbol = n.Operator == Less ? "<" : n.Operator == LessOrEqual ? "<=" : "==";
                return new Code($"{_numbers[n.A].At(ExpressionSyntax.Sum)} {symbol} {_numbers[n.B].At(ExpressionSyntax.Sum)}", ExpressionSyntax.Comparison);
            }
            if (uses.IsConjunction(id)) return Code.Parenthesised($"{_masks[n.A].Text} {(printer.IsScalar ? "&&" : "&")} {_masks[n.B].Text}");
            if (printer.IsScalar) return new Code($"{_numbers[id].At(ExpressionSyntax.Sum)} != {printer.Constant(0)}", ExpressionSyntax.Comparison);
            return Code.Unary($"~{printer.Class}.{printer.EqualName}({_numbers[id].Text}, {printer.Constant(0)})");
        }

        private Code Call(string function, params int[] arguments) => Code.Atom($"{function}({string.Join(", ", arguments.Select(a => _numbers[a].Text))})");

        private bool IsNumber(int id) => nodes[id].Operator == ScalarOperator.Constant;

        private bool IsNumber(int id, double value) => IsNumber(id) && nodes[id].Value == value;
    }
}
