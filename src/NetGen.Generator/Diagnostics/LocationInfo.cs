using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetGen.Compiler.Diagnostics;

/// <summary>
/// A place in the source as values. The compilation's own location is made again when the diagnostic is reported, because only a location in
/// a tree of the compilation obeys <c>#pragma warning</c> and <c>.editorconfig</c>, and because a tree must not be kept.
/// </summary>
internal sealed record LocationInfo(string Path, TextSpan Span)
{
    public static LocationInfo? Of(SyntaxReference? reference) => reference is null ? null : new(reference.SyntaxTree.FilePath, reference.Span);

    public static LocationInfo Of(SyntaxNode node) => new(node.SyntaxTree.FilePath, node.Span);

    public static LocationInfo Of(SyntaxToken token) => new(token.SyntaxTree!.FilePath, token.Span);

    /// <summary>From the beginning of one node to the end of another of the same file.</summary>
    public static LocationInfo Of(SyntaxNode first, SyntaxNode last) =>
        new(first.SyntaxTree.FilePath, TextSpan.FromBounds(first.SpanStart, last.Span.End));

    public Location In(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
            if (tree.FilePath == Path && Span.End <= tree.Length) return Location.Create(tree, Span);
        return Location.None;
    }
}
