using System.IO.Compression;

namespace NetGen;

/// <summary>Streams that may be compressed with gzip, which their first two bytes tell.</summary>
internal static class PlainOrGzip
{
    private const byte Magic0 = 0x1F, Magic1 = 0x8B;

    /// <summary>Reads a file, decompressed where it is compressed; a message of malformed data gets the file's path.</summary>
    public static TResult Open<TResult>(string path, Func<Stream, TResult> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            return Read(stream, read);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads a stream, decompressed where it is compressed; it is left open.</summary>
    public static TResult Read<TResult>(Stream stream, Func<Stream, TResult> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var start = new byte[2];
        int count = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        using var whole = new Prefixed(start[..count], stream);
        if (count < 2 || start[0] != Magic0 || start[1] != Magic1) return read(whole);
        using var inner = new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true);
        return read(inner);
    }

    /// <summary>A stream whose first bytes were read already, to see what it is.</summary>
    private sealed class Prefixed(byte[] prefix, Stream rest) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_position == prefix.Length) return rest.Read(buffer);
            int count = Math.Min(buffer.Length, prefix.Length - _position);
            prefix.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
