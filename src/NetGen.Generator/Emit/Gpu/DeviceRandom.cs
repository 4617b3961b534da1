using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>Uniform random numbers: the same as <c>Philox.Fill</c> gives, a thread for each.</summary>
internal static class DeviceRandom
{
    private const int Threads = 256;

    public static DeviceLaunch Of(RandomCall call, Func<Argument, string> argument)
    {
        int leading = call.Leading;
        string body = $$"""
            int index = Grid.IdxX * {{Threads}} + Group.IdxX;
            if (index >= count * {{leading}}) return;
            int sample = index / {{leading}}, element = index % {{leading}};
            y[index] = {{(leading == call.Elements ? "" : $"element >= {call.Elements} ? 0F : ")}}DeviceMath.Uniform(key, (uint)sample, (uint)element);
            """.Replace("\r", "");
        var kernel = new DeviceKernel("Random", [DeviceParameter.View("y"), new("ulong", "key"), DeviceParameter.Number("count")], Threads, body, "");
        return new DeviceLaunch(
            kernel, $"(count * {leading} + {Threads - 1}) / {Threads}",
            [argument(call.Result), $"Philox.OperationKey(_host.Parameters.Seed, _host.Parameters.Step, {CodeWriter.Number(call.Key)})", "count"]);
    }
}
