using System.Runtime.ExceptionServices;

namespace NetGen.Training;

/// <summary>
/// The batches of a training, epoch by epoch. Where reading one costs something, a thread reads the next while the last is trained on, into the
/// other of two buffers; where it is a copy or less, the caller reads for itself, which is faster than waking a thread. The batches are the same.
/// </summary>
internal sealed class BatchSource : IDisposable
{
    private readonly int _samples, _capacity, _batches;

    /// <summary>One reader, or two in turns with a thread that fills them.</summary>
    private readonly BatchReader[] _readers;

    /// <summary>
    /// Buffers that the thread may fill, and filled ones; null without a thread. An epoch gives as many empty ones as it has batches, so that the
    /// thread waits at its end.
    /// </summary>
    private readonly SemaphoreSlim? _empty, _filled;

    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private int _failedBatch = -1;
    private volatile bool _isEnding;
    private int[]? _order;
    private int _epoch, _given, _taken;

    /// <param name="samples">The samples of an epoch.</param>
    /// <param name="capacity">The samples of a batch; the last of an epoch may be shorter.</param>
    /// <param name="createReader">Makes a reader with buffers of its own.</param>
    /// <param name="isCostly">Whether reading is worth a thread, where this call may use more than one.</param>
    public BatchSource(int samples, int capacity, Func<BatchReader> createReader, bool isCostly)
    {
        _samples = samples;
        _capacity = capacity;
        _batches = (samples + capacity - 1) / capacity;
        if (!isCostly || Parallelism.Current < 2 || _batches < 2)
        {
            _readers = [createReader()];
            return;
        }
        _readers = [createReader(), createReader()];
        (_empty, _filled) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
    }

    /// <summary>Whether a thread reads ahead.</summary>
    public bool IsAhead => _readers.Length > 1;

    /// <summary>Begins an epoch; all batches of the one before have been taken.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="order">The samples' order, left alone until the epoch ends; null for the dataset's.</param>
    public void BeginEpoch(int epoch, int[]? order)
    {
        // The thread waits for an empty buffer: what is written here is seen by it when it gets one.
        (_epoch, _order, _taken) = (epoch, order, 0);
        if (_empty is null)
        {
            _readers[0].BeginEpoch(epoch);
            return;
        }
        if (_thread is null)
        {
            _thread = new Thread(ReadAhead) { IsBackground = true, Name = "NetGen batches" };
            _thread.Start();
        }
        _given = _readers.Length;
        _empty.Release(_readers.Length);
    }

    /// <summary>The next batch; it holds until the next call. What reading it threw is thrown here, after the batches before it.</summary>
    public Batch Next()
    {
        if (_filled is null)
        {
            Read(_readers[0], _taken++);
            return _readers[0].Batch;
        }
        // What was taken before is empty now.
        if (_taken > 0 && _given < _batches)
        {
            _given++;
            _empty!.Release();
        }
        _filled.Wait();
        if (_failedBatch == _taken) _failure!.Throw();
        return _readers[_taken++ & 1].Batch;
    }

    /// <summary>Ends the thread, where there is one, after the batch that it is reading.</summary>
    public void Dispose()
    {
        _isEnding = true;
        if (_thread is not null)
        {
            _empty!.Release();
            _thread.Join();
            _thread = null;
        }
        _empty?.Dispose();
        _filled?.Dispose();
    }

    private void ReadAhead()
    {
        while (true)
            for (int batch = 0; batch < _batches; batch++)
            {
                _empty!.Wait();
                if (_isEnding) return;
                var reader = _readers[batch & 1];
                try
                {
                    if (batch < _readers.Length) reader.BeginEpoch(_epoch);
                    Read(reader, batch);
                }
                catch (Exception error)
                {
                    _failedBatch = batch;
                    _failure = ExceptionDispatchInfo.Capture(error);
                    _filled!.Release();
                    return;
                }
                _filled!.Release();
            }
    }

    private void Read(BatchReader reader, int batch)
    {
        int first = batch * _capacity, count = Math.Min(_capacity, _samples - first);
        if (_order is null) reader.Read(first, count);
        else reader.Read(_order.AsSpan(first, count));
    }
}
