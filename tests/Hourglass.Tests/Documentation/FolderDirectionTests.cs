using System.Text.RegularExpressions;

namespace Hourglass.Tests.Documentation;

// The library's folders stand in a row, and each uses only what stands left of it (docs/architecture.md).
public partial class FolderDirectionTests
{
    // Catalog.Default.cs is the one list: it alone names everything.
    private const string Root = "the root", List = "the list", ListFile = "Catalog.Default.cs";

    private const string BelowTheRoot =
        "Errors Numerics LinearAlgebra Statistics Coding Tokenization Data Preprocessing Readers Sources Graphs Layers Likelihoods Regularisers Corruptions Optimizers "
        + "Models Artifacts Training Priors Baselines Evaluation";

    private static readonly Dictionary<string, string> s_mayUse = new()
    {
        ["Errors"] = "",
        ["Numerics"] = "Errors",
        ["LinearAlgebra"] = "Errors Numerics",
        ["Data"] = "Errors Numerics",
        ["Preprocessing"] = "Errors Statistics Data",
        ["Readers"] = "Errors Coding Data",
        ["Sources"] = "Errors Data Readers",
        ["Graphs"] = "Errors Numerics",
        ["Layers"] = "Errors Numerics Graphs",
        ["Likelihoods"] = "Errors Graphs Layers",
        ["Regularisers"] = "Errors Graphs",
        ["Corruptions"] = "Errors Graphs",
        ["Optimizers"] = "Errors Graphs Layers",
        ["Models"] = "Errors Graphs Layers Likelihoods Regularisers Corruptions",
        ["Artifacts"] = "Errors",
        ["Training"] = "Errors Numerics Data Preprocessing Graphs Layers Likelihoods Regularisers Corruptions Optimizers Models Artifacts",
        ["Statistics"] = "Errors Numerics LinearAlgebra",
        ["Coding"] = "Errors Numerics",
        ["Tokenization"] = "Errors",
        ["Priors"] = "Errors Numerics LinearAlgebra Statistics Artifacts",
        ["Baselines"] = "Errors Numerics LinearAlgebra Statistics Coding Data Artifacts",
        ["Evaluation"] = "Errors Numerics LinearAlgebra Data Preprocessing Graphs Layers Likelihoods Models Training Statistics Baselines",
        [Root] = BelowTheRoot,
        ["Jobs"] = $"{BelowTheRoot}|{Root}",
        [List] = $"{BelowTheRoot}|{Root}|Jobs",
    };

    [Fact]
    public void A_folder_uses_only_what_stands_left_of_it()
    {
        string[] wrong =
        [
            .. from file in SourceFiles()
               let folder = FolderOf(file)
               from used in Used(File.ReadAllText(file))
               where used != folder && !s_mayUse.GetValueOrDefault(folder, "").Split('|').SelectMany(name => name == Root ? [Root] : name.Split(' ')).Contains(used)
               select $"{Path.GetRelativePath(Repository.Root, file)} uses {used}",
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_row() =>
        Assert.DoesNotContain(SourceFiles().Select(FolderOf).Distinct(), folder => !s_mayUse.ContainsKey(folder));

    [Fact]
    public void A_namespace_is_its_folder()
    {
        string[] wrong =
        [
            .. from file in SourceFiles()
               let expected = string.Join('.', Path.GetRelativePath(Library, file).Split(Path.DirectorySeparatorChar)[..^1].Prepend("Hourglass"))
               where !File.ReadLines(file).Contains($"namespace {expected};")
               select $"{Path.GetRelativePath(Repository.Root, file)} is not in {expected}",
        ];
        Assert.Empty(wrong);
    }

    private static string Library => Path.Combine(Repository.Root, "src", "Hourglass");

    private static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories);

    private static string FolderOf(string file) =>
        Path.GetRelativePath(Library, file).Split(Path.DirectorySeparatorChar) is [string folder, _, ..] ? folder : Path.GetFileName(file) == ListFile ? List : Root;

    // By namespace; and the types of the root by name, for every folder sees them without a using.
    private static IEnumerable<string> Used(string source)
    {
        string code = CommentOrText().Replace(source, "");
        return Qualified().Matches(code).Select(match => match.Groups[1].Value).Where(s_mayUse.ContainsKey)
            .Concat(RootType().IsMatch(code) ? [Root] : []).Distinct();
    }

    [GeneratedRegex(@"//.*$|""[^""\n]*""", RegexOptions.Multiline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"(?<!namespace )\bHourglass\.([A-Z]\w*)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\b(TrainedAutoencoder|PreparedTraining|Catalog|ArchitectureEntry|JobModel|JobEntry|JobFile)\b")]
    private static partial Regex RootType();
}
