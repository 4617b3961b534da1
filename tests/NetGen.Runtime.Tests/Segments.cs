using System.Numerics;
using NetGen.Compiler.Graph;
using NetGen.CompilerServices;

namespace NetGen.Runtime.Tests;


/// <summary>Makes parameter sets without a generated network.</summary>
internal static class Segments
{
    public static ParameterSegment Matrix(string name, int outputs, int inputs, string initial = "HeNormal", double a = 0, double b = 0, bool frozen = false) =>
        new(name, [outputs, inputs], 0, true, initial, a, b, inputs, outputs, true, frozen);

    /// <summary>The weights of a convolution: <c>[outputs, inputs of a group, height, width]</c>.</summary>
    public static ParameterSegment Windows(string name, int outputs, int inputs, int height, int width, int groups, string initial = "HeNormal") =>
        new(name, [outputs, inputs, height, width], 0, true, initial, 0, 0, inputs * height * width, outputs, true, false, groups);

    public static ParameterSegment Vector(string name, int length, string initial = "Zeros", double a = 0, double b = 0, bool frozen = false) =>
        new(name, [length], 0, false, initial, a, b, 1, length, false, frozen);

    /// <summary>Places the segments one behind another, each at a multiple of 64 bytes.</summary>
    public static ParameterSet<T> Set<T>(ParameterSegment[] parameters, ParameterSegment[]? states = null, ulong seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = Place<T>(parameters), stateLength = Place<T>(states ??= []);
        return new ParameterSet<T>("Net", parameters, length, states, stateLength, seed);
    }

    private static int Place<T>(ParameterSegment[] segments) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var precision = typeof(T) == typeof(float) ? NetGen.Compiler.Graph.Precision.Single : NetGen.Compiler.Graph.Precision.Double;
        int lanes = PanelLayout.Lanes(precision), offset = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = segments[i] with { Offset = offset };
            offset += (segments[i].StoredLength(precision) + lanes - 1) / lanes * lanes;
        }
        return offset;
    }

    /// <summary>True where every lane that holds no element is zero.</summary>
    public static bool PaddingIsZero<T>(ParameterSet<T> set, Span<T> buffer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var used = new bool[buffer.Length];
        foreach (var s in set.Segments)
            for (int i = 0; i < s.Count; i++)
                used[s.Offset + SegmentLayout.Offset<T>(s, i)] = true;
        for (int i = 0; i < used.Length; i++)
            if (!used[i] && buffer[i] != T.Zero) return false;
        return true;
    }
}
