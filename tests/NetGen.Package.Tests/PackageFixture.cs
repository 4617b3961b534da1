using System.Reflection;

namespace NetGen.Package.Tests;

/// <summary>The package, made once from the sources, in a folder outside the repository that the tests' projects restore it from.</summary>
public sealed class PackageFixture : IDisposable
{
    /// <summary>A version that no registry and no cache has.</summary>
    public const string Version = "0.0.1-packagetest";

    private readonly string _root = Directory.CreateTempSubdirectory("netgen-package-").FullName;

    public PackageFixture()
    {
        string repository = typeof(PackageFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
        string project = Path.Combine(repository, "src", "NetGen.Runtime", "NetGen.Runtime.csproj");
        DotNet.Run(_root, null, "pack", project, "-c", "Release", "-o", Feed, "-p:PackageVersion=" + Version).Succeeds();
        PackagePath = Assert.Single(Directory.GetFiles(Feed, "*.nupkg"));
    }

    public string PackagePath { get; }

    private string Feed => Path.Combine(_root, "feed");

    /// <summary>The projects' own package cache, so that nothing old is found.</summary>
    private string Packages => Path.Combine(_root, "packages");

    /// <summary>An empty console project that refers to the package, with one program; a failing test says what it printed.</summary>
    internal ConsoleProject CreateProject(string name, string program, string framework = "net10.0")
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        bool bundled = framework == "net10.0";
        // The reference assemblies of an older framework come from the registry; else the folder is all there is.
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                {(bundled ? "<clear />" : "")}
                <add key="built here" value="{Feed}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {(bundled ? "" : "<RollForward>Major</RollForward><UseAppHost>false</UseAppHost>")}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="NetGen" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return new ConsoleProject(folder, Packages);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

/// <summary>A project in a folder of its own.</summary>
internal sealed record ConsoleProject(string Folder, string Packages)
{
    public DotNet.Outcome Run(string configuration = "Release") => DotNet.Run(Folder, Packages, "run", "-c", configuration);

    public DotNet.Outcome Build(string configuration = "Release", params string[] arguments) =>
        DotNet.Run(Folder, Packages, ["build", "-c", configuration, .. arguments]);
}
