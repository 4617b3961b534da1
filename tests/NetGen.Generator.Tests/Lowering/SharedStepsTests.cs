using NetGen.Compiler.Emit.Cpu;

namespace NetGen.Generator.Tests.Lowering;

public class SharedStepsTests
{
    [Fact]
    public void RepeatsAreThoseThatASearchFinds()
    {
        var random = new Random(5);
        for (int turn = 0; turn < 50; turn++)
        {
            int[] row = [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => random.Next(3))];
            var found = Repeats.Of(row).ToDictionary(r => string.Join(",", row.AsSpan(r.Starts[0], r.Length).ToArray()), r => r.Starts);
            foreach (var (text, starts) in found)
                Assert.Equal(Places(row, [.. text.Split(',').Select(int.Parse)]), starts);

            // Every run that occurs twice is the beginning of one that was found, at all its places.
            for (int start = 0; start < row.Length; start++)
                for (int length = 1; start + length <= row.Length; length++)
                {
                    int[] run = row[start..(start + length)];
                    int[] places = Places(row, run);
                    if (places.Length > 1) Assert.Contains(found, f => f.Key.StartsWith(string.Join(",", run), StringComparison.Ordinal) && f.Value.SequenceEqual(places));
                }
        }

        static int[] Places(int[] row, int[] run) => [.. Enumerable.Range(0, row.Length - run.Length + 1).Where(i => row.AsSpan(i, run.Length).SequenceEqual(run))];
    }

    [Fact]
    public void WhatDiffersByTheSameDistanceIsOneParameter()
    {
        var offsets = new StepOffsets();
        var text = StepText.Of("Add(ref x, 16 * n + 3, 20F, 7, part: 9);");
        Assert.Equal([16, 3, 7], text.Values);
        Assert.Equal(0, offsets.TryAdd([16, 3, 7], 1));
        Assert.Equal(1, offsets.TryAdd([26, 3, 17], 1));
        Assert.Equal(-1, offsets.TryAdd([26, 4, 17], 1));
        Assert.Equal(0, offsets.TryAdd([16, 3, 7], 1));
        Assert.Equal("Add(ref x, (a + 9) * n + 3, 20F, a, part: 9);", text.With(i => offsets.Code(i, ["a"])));
        Assert.Equal(", 17", offsets.Arguments(1));
    }

    [Fact]
    public void BlocksOfStepsBecomeAMethod()
    {
        var steps = new List<ProgramStep>();
        for (int block = 0; block < 4; block++)
        {
            foreach (string step in new[] { "First", "Second", "Third", "Fourth" })
                steps.Add(new(null, $"block{block}.{step}: text", $"Kernels.{step}(ref arena, {100 * block + 1}, {100 * block + 7});"));
            steps.Add(new(null, "apart", $"Kernels.Apart{block}();"));
        }
        var shared = new SharedSteps("Steps", "");
        shared.Add(steps);
        shared.Share();
        var method = Assert.Single(shared.Methods);
        Assert.Equal(["Kernels.First(ref arena, offset1, offset1 + 6);", "Kernels.Second(ref arena, offset1, offset1 + 6);", "Kernels.Third(ref arena, offset1, offset1 + 6);", "Kernels.Fourth(ref arena, offset1, offset1 + 6);"], method.Steps.Select(s => s.Text));
        Assert.Equal(["parts.Steps1(1);", "Kernels.Apart0();", "parts.Steps1(101);"], steps.Take(3).Select(s => s.Text));
        Assert.Equal("block2.First to block2.Fourth", steps[4].Name);
    }
}
