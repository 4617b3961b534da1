namespace ILGPU.Runtime;

/// <summary>Kernels with one to fourteen arguments.</summary>
public static class KernelLoaders
{
    public static Action<KernelConfig, T1> LoadStreamKernel<T1>(this Accelerator accelerator, Action<T1> action) where T1 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1>>(action.Method);
        return (config, a1) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1));

        void AsItIs(ThreadContext thread, T1 a1)
        {
            action(a1);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2> LoadStreamKernel<T1, T2>(this Accelerator accelerator, Action<T1, T2> action) where T1 : struct where T2 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2>>(action.Method);
        return (config, a1, a2) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2)
        {
            action(a1, a2);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3> LoadStreamKernel<T1, T2, T3>(this Accelerator accelerator, Action<T1, T2, T3> action) where T1 : struct where T2 : struct where T3 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3>>(action.Method);
        return (config, a1, a2, a3) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3)
        {
            action(a1, a2, a3);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4> LoadStreamKernel<T1, T2, T3, T4>(this Accelerator accelerator, Action<T1, T2, T3, T4> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4>>(action.Method);
        return (config, a1, a2, a3, a4) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4)
        {
            action(a1, a2, a3, a4);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5> LoadStreamKernel<T1, T2, T3, T4, T5>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5>>(action.Method);
        return (config, a1, a2, a3, a4, a5) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5)
        {
            action(a1, a2, a3, a4, a5);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6> LoadStreamKernel<T1, T2, T3, T4, T5, T6>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6)
        {
            action(a1, a2, a3, a4, a5, a6);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7)
        {
            action(a1, a2, a3, a4, a5, a6, a7);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8, T9>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8, a9));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8, a9);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13);
            thread.Place = ThreadContext.End;
        }
    }

    public static Action<KernelConfig, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> LoadStreamKernel<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>(this Accelerator accelerator, Action<T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14> action) where T1 : struct where T2 : struct where T3 : struct where T4 : struct where T5 : struct where T6 : struct where T7 : struct where T8 : struct where T9 : struct where T10 : struct where T11 : struct where T12 : struct where T13 : struct where T14 : struct
    {
        var kernel = ResumableKernel.Of<Action<ThreadContext, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14>>(action.Method);
        return (config, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14) => accelerator.Launch(action.Method.Name, config, thread => (kernel ?? AsItIs).Invoke(thread, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14));

        void AsItIs(ThreadContext thread, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, T9 a9, T10 a10, T11 a11, T12 a12, T13 a13, T14 a14)
        {
            action(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14);
            thread.Place = ThreadContext.End;
        }
    }
}
