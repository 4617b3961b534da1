using System.Globalization;

namespace NetGen;

/// <summary>Reads PGM and PPM, plain (P2, P3) and raw (P5, P6): https://netpbm.sourceforge.net/doc/ppm.html. Values are scaled to 255.</summary>
internal static class NetpbmReader
{
    public static bool IsNetpbm(ReadOnlySpan<byte> data) =>
        data.Length > 2 && data[0] == 'P' && data[1] is (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6' && IsSpace(data[2]);

    public static PixelImage Read(ReadOnlySpan<byte> data)
    {
        int kind = data[1] - '0', at = 2;
        int width = Number(data, ref at, "width", 1, 1 << 20), height = Number(data, ref at, "height", 1, 1 << 20), maximum = Number(data, ref at, "maximum", 1, 65535);
        int channels = kind is 3 or 6 ? 3 : 1;
        long count = (long)width * height * channels;
        // A value takes at least a byte, so that a wrong header can't ask for more memory than the file is long.
        int size = kind >= 5 && maximum > 255 ? 2 : 1;
        if (kind >= 5) at++;
        if (count * size > data.Length - at + 1) throw new InvalidDataException($"The image of {width} x {height} pixels has {Math.Max(0, data.Length - at)} bytes of data; {count * size} are expected.");
        var image = new PixelImage(height, width, channels);
        for (int i = 0; i < count; i++)
        {
            int value;
            if (kind < 5)
            {
                value = Number(data, ref at, "value " + i.ToString(CultureInfo.InvariantCulture), 0, maximum);
            }
            else
            {
                if (at + size > data.Length) throw new InvalidDataException($"The image ends at byte {data.Length}, within its pixels.");
                value = size == 1 ? data[at] : data[at] << 8 | data[at + 1];
                at += size;
                if (value > maximum) throw new InvalidDataException($"The image has the value {value} at byte {at - size}, and its maximum is {maximum}.");
            }
            image.Pixels[i] = (byte)((value * 255 + maximum / 2) / maximum);
        }
        return image;
    }

    private static int Number(ReadOnlySpan<byte> data, ref int at, string what, int least, int most)
    {
        while (at < data.Length && (IsSpace(data[at]) || data[at] == '#'))
        {
            if (data[at] == '#')
                while (at < data.Length && data[at] != '\n') at++;
            else at++;
        }
        int start = at;
        long value = 0;
        while (at < data.Length && char.IsAsciiDigit((char)data[at]) && value <= int.MaxValue) value = value * 10 + data[at++] - '0';
        if (at == start) throw new InvalidDataException($"The image lacks its {what} (byte {start}).");
        if (value < least || value > most) throw new InvalidDataException($"The image's {what} is {value} (byte {start}); {least} to {most} is expected.");
        return (int)value;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 11 or 12;
}
