namespace NetGen.Execution.Tests.Parity;

/// <summary>Networks of images and sequences beside PyTorch, which computed in double (make_image_data.py): in float32 within 1e-4, in double within 1e-9.</summary>
public sealed class ImageParityTests
{
    private static readonly IParityCase[] Cases =
    [
        new ParityCase<ImageConvolutions, float, int>("ImageConvolutions", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageConvolutionsDouble, double, int>("ImageConvolutions", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImagePools, float, int>("ImagePools", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImagePoolsDouble, double, int>("ImagePools", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageDecoder, float, float>("ImageDecoder", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageDecoderDouble, double, double>("ImageDecoder", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageSequence, float, int>("ImageSequence", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageSequenceDouble, double, int>("ImageSequence", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageLeNet, float, int>("ImageLeNet", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageLeNetDouble, double, int>("ImageLeNet", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageStages, float, int>("ImageStages", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageStagesDouble, double, int>("ImageStages", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageResponse, float, int>("ImageResponse", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
        new ParityCase<ImageResponseDouble, double, int>("ImageResponse", () => new(), (n, p, x, t, g) => n.ForwardBackward(p, x, t, g)),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    public static TheoryData<string, string> NamesAndOptimizers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var parity in Cases)
                foreach (string optimizer in (string[])["momentum", "adam"]) data.Add(parity.Name, optimizer);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_and_gradients_are_those_of_PyTorch(string network) => ParityTests.Check(Cases, network, c => c.ForwardAndBackward());

    [Theory]
    [MemberData(nameof(NamesAndOptimizers))]
    public void Five_steps_lead_where_PyTorch_s_do(string network, string optimizer) => ParityTests.Check(Cases, network, c => c.Train(optimizer));
}
