using System.CommandLine;
using BenchmarkDotNet.Running;
using NetGen.Benchmarks;
using NetGen.Benchmarks.Kernels;
using NetGen.Benchmarks.Peers;

var threads = new Option<int>("--threads") { Description = "Threads to use", DefaultValueFactory = _ => 1 };
var only = new Option<string[]>("--only") { Description = "Workloads to run, all without it", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
var peers = new Command("peers", "One JSON line a workload, to be joined with the peers' lines") { threads, only };
peers.SetAction(result => PeersCommand.Run(result.GetValue(threads), [.. result.GetValue(only)!.SelectMany(o => o.Split(','))]));

var peak = new Command("peak", "The machine's FMA peak and memory bandwidth, as a JSON line");
peak.SetAction(_ => Peak.Run());

var groups = new Option<string[]>("--only") { Description = "dense, conv, rows, math, optimizers; all without it", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
var kernels = new Command("kernels", "Each kernel's speed and its share of the peak, a JSON line each") { groups };
kernels.SetAction(result => KernelsCommand.Run([.. result.GetValue(groups)!.SelectMany(o => o.Split(','))]));

var generator = new Command("generator", "Lines, bytes and milliseconds of generated code against the number of layers, a JSON line each");
generator.SetAction(_ => GeneratorSize.Run());

var forward = new Command("forward", "What networks with Forward cost the generator, a JSON line each");
forward.SetAction(_ => ForwardCost.Run());

var files = new Argument<string[]>("files") { Description = "Files of JSON lines, NetGen's and the peers'" };
var compare = new Command("compare", "A Markdown table of ratios") { files };
compare.SetAction(result => CompareCommand.Run(result.GetValue(files)!));

var programs = new Argument<string[]>("programs") { Description = "Command lines of programs that print a line 'first ...' once they have predicted" };
var tries = new Option<int>("--tries") { Description = "Starts of each", DefaultValueFactory = _ => 15 };
var startup = new Command("startup", "Milliseconds from the start of a process to its first prediction, a JSON line each") { programs, tries };
startup.SetAction(result => Startup.Run(result.GetValue(programs)!, result.GetValue(tries)));

var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore, Description = "Passed on, such as --filter" };
var suites = new Command("suites", "The BenchmarkDotNet suites") { arguments };
suites.TreatUnmatchedTokensAsErrors = false;
suites.SetAction(result => { BenchmarkSwitcher.FromAssembly(typeof(Peak).Assembly).Run([.. result.GetValue(arguments)!, .. result.UnmatchedTokens]); });

return new RootCommand("Measures NetGen") { peers, peak, kernels, generator, forward, startup, compare, suites }.Parse(args).Invoke();
