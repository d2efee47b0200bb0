using Hourglass.Sources;

namespace Hourglass.Tests.Cli;

public sealed class TextVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Training_ends_in_a_plain_sentence_a_file_and_a_report()
    {
        string model = Words("--report", _tool["words.html"]);
        Assert.Contains("come back exactly", _tool.Output);
        Assert.Contains("(3-gram", _tool.Output);
        Assert.Contains("words alone means :train here", _tool.Error);
        string page = File.ReadAllText(_tool["words.html"]);
        Assert.Contains("Invented", page);
        Assert.Contains("through their codes and back", page);
        Assert.Equal(0, _tool.Run("verify", model));
        Assert.Equal(0, _tool.Run("inspect", model, "--json"));
        Assert.Equal("text", (string)_tool.Json["job"]!);
    }

    [Fact]
    public void Samples_are_lines_a_table_and_a_sentence()
    {
        string model = Words();
        Assert.Equal(0, _tool.Run("text", "sample", model, "--count", "30", "-o", _tool["new.txt"]));
        string[] lines = File.ReadAllLines(_tool["new.txt"]);
        Assert.Equal(30, lines.Length);
        Assert.DoesNotContain("", lines);
        Assert.Contains("vowels among the letters", _tool.Output);
        Assert.Contains("30 texts invented", _tool.Output);
        Assert.Equal(0, _tool.Run("text", "sample", model, "--count", "30", "-o", "-"));
        Assert.Equal(lines, _tool.Output.TrimEnd().Split('\n'));
        Assert.Equal(0, _tool.Run("text", "sample", model, "--count", "30", "--json"));
        Assert.Equal(lines, _tool.Json["texts"]!.AsArray().Select(text => (string)text!));
        Assert.Equal(["texts", "newShare", "repeatedShare", "redrawn", "letterDistance", "meanLength", "vowelShare", "rival", "trainedOn", "output"], _tool.Json.Select(pair => pair.Key));
    }

    [Fact]
    public void The_verbs_of_every_model_work_on_text()
    {
        string model = Words();
        Assert.Equal(0, _tool.Run("evaluate", model, "words", "--json"));
        Assert.Equal(
            ["rows", "nllPerRow", "nllPerToken", "perplexity", "elbo", "kl", "activeUnits", "reconstructionBleu", "exactShare"],
            _tool.Json.Select(pair => pair.Key).Where(key => !key.EndsWith("3Gram", StringComparison.Ordinal)));
        Assert.Equal(1294, (int)_tool.Json["rows"]!);
        Assert.Equal(0, _tool.Run("encode", model, "words", "-o", _tool["codes.npy"]));
        Assert.Equal(0, _tool.Run("decode", model, _tool["codes.npy"], "-o", _tool["decoded.txt"]));
        Assert.Equal(0, _tool.Run("reconstruct", model, "words", "-o", "-"));
        Assert.Equal(File.ReadAllText(_tool["decoded.txt"]), _tool.Output);
        Assert.Equal(0, _tool.Run("profile", model, "--threads", "1"));
        Assert.Equal(0, _tool.Run("reproduce", model, "words"));
    }

    [Fact]
    public void Scores_come_with_the_oddest_first()
    {
        string model = Words();
        File.WriteAllLines(_tool["some.txt"], ["sailing", "", "zzqxjz", "\"so\""]);
        Assert.Equal(0, _tool.Run("text", "score", model, _tool["some.txt"], "--importance-samples", "3", "-o", _tool["scores.csv"]));
        string[] lines = File.ReadAllLines(_tool["scores.csv"]);
        Assert.Equal("row,text,nll,nll_per_token", lines[0]);
        Assert.Equal(4, lines.Length);
        double[] scores = [.. lines[1..].Select(line => double.Parse(line.Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Contains(lines, line => line.StartsWith("1,sailing,", StringComparison.Ordinal));
        Assert.Equal(0, _tool.Run("text", "score", model, _tool["some.txt"], "--json"));
        Assert.Equal(["rows", "nllPerToken", "oddest", "output"], _tool.Json.Select(pair => pair.Key));
    }

    [Fact]
    public void A_way_between_two_texts_is_printed()
    {
        Assert.Equal(0, _tool.Run("text", "between", Words(), "sailing", "happy", "--steps", "5", "--json"));
        Assert.InRange(_tool.Json["texts"]!.AsArray().Count, 1, 5);
        Assert.Equal("sailing", (string)_tool.Json["from"]!);
    }

    [Fact]
    public void A_code_that_is_not_used_is_warned_of_loudly()
    {
        Words("--kl-weight", "1000", "--free-bits", "0");
        Assert.Contains("Warning: THE CODE IS NOT USED", _tool.Error);
    }

    [Fact]
    public void One_text_held_back_does_not_make_the_code_unused()
    {
        File.WriteAllLines(_tool["few.txt"], ["ant", "bee", "cat", "doe", "eel", "fox", "gnu", "hen", "jay", "kite"]);
        Assert.Equal(0, _tool.Run("text", "train", _tool["few.txt"], "--units", "16", "--code", "4", "--steps", "150", "-o", _tool["m.hourglass"], "--json"));
        Assert.InRange((int)_tool.Json["activeUnits"]!, 1, 4);
        Assert.DoesNotContain("NOT USED", _tool.Error);
        File.WriteAllText(_tool["one.txt"], "bee");
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], _tool["one.txt"]));
        Assert.Contains("codes of 4 numbers:", _tool.Output);
    }

    [Fact]
    public void Texts_known_by_heart_are_warned_of()
    {
        File.WriteAllLines(_tool["few.txt"], ["ant", "bee", "cat"]);
        Assert.Equal(0, _tool.Run("text", "train", _tool["few.txt"], "--units", "16", "--code", "2", "--steps", "150", "--validation", "0", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("text", "sample", _tool["m.hourglass"], "--temperature", "0.1"));
        Assert.Contains("by heart", _tool.Error);
    }

    [Fact]
    public void Texts_that_are_too_long_are_cut_with_a_warning()
    {
        string model = Words("--length", "5");
        Assert.Contains("were cut there", _tool.Error);
        Assert.Contains($"--length {EnglishWords.Train.Texts.Max(word => word.Length)} or more", _tool.Error);
        Assert.Equal(0, _tool.Run("text", "between", model, "sail", "sailing"));
        Assert.Contains("1 of 2 texts", _tool.Error);
        Assert.Contains("--length 7 or more", _tool.Error);
    }

    [Fact]
    public void A_model_takes_texts_as_long_as_the_longest_it_was_given_held_back_or_not()
    {
        File.WriteAllLines(_tool["short.txt"], ["ant", "bee", "cat"]);
        File.WriteAllLines(_tool["long.txt"], ["antbee", "catantbee"]);
        Assert.Equal(0, _tool.Run("text", "train", _tool["short.txt"], "--validation", _tool["long.txt"], "--units", "8", "--epochs", "1", "-o", _tool["m.hourglass"]));
        Assert.DoesNotContain("were cut there", _tool.Error);
        Assert.Equal(0, _tool.Run("encode", _tool["m.hourglass"], _tool["long.txt"], "-o", _tool["codes.npy"]));
        Assert.DoesNotContain("Warning", _tool.Error);
    }

    [Fact]
    public void Texts_that_do_not_fit_the_model_are_warned_of()
    {
        string model = Words();
        File.WriteAllLines(_tool["odd.txt"], ["sailing", "Ω", new string('a', 80)]);
        foreach (string[] command in (string[][])[["text", "score", model, _tool["odd.txt"]], ["evaluate", model, _tool["odd.txt"]], ["encode", model, _tool["odd.txt"], "-o", _tool["codes.npy"]]])
        {
            Assert.Equal(0, _tool.Run(command));
            Assert.Contains("1 of 3 texts have more than", _tool.Error);
            Assert.Contains("--length 80 or more", _tool.Error);
            Assert.Contains("1 of 3 texts have characters that the model has not seen", _tool.Error);
        }
    }

    [Fact]
    public void A_plan_trains_nothing()
    {
        Assert.Equal(0, _tool.Run("text", "train", "words", "--plan", "--json"));
        Assert.True((int)_tool.Json["parameters"]! > 10_000);
        Assert.Empty(Directory.GetFiles(_tool.Folder));
    }

    [Fact]
    public void What_cannot_work_is_explained()
    {
        Assert.Contains("text train words", _tool.Refuses(1, "train", "words", "-o", _tool["m.hourglass"]));
        Assert.Contains("not text", _tool.Refuses(1, "text", "train", "digits", "-o", _tool["m.hourglass"]));
        Assert.Contains("nowhere.txt", _tool.Refuses(1, "text", "train", _tool["nowhere.txt"], "-o", _tool["m.hourglass"]));
        Assert.Contains("--tokens", _tool.Refuses(1, "text", "train", "words", "--tokens", "syllables", "-o", _tool["m.hourglass"]));
        Assert.Contains("job 'text'", _tool.Refuses(1, "text", "sample", _tool.Digits()));
        string model = Words();
        Assert.Contains(".txt", _tool.Refuses(1, "text", "sample", model, "-o", _tool["new.doc"]));
        Assert.Contains("taken", _tool.Refuses(1, "text", "sample", model, "-o", "-", "--json"));
        Assert.Contains("--temperature", _tool.Refuses(1, "text", "sample", model, "--temperature", "0"));
        Assert.Contains("not text", _tool.Refuses(1, "evaluate", model, "digits"));
        Assert.Contains("--label", _tool.Refuses(1, "evaluate", model, "words", "--label", "x"));
        File.WriteAllBytes(_tool["cut.hourglass"], File.ReadAllBytes(model)[..5000]);
        _tool.Refuses(1, "text", "sample", _tool["cut.hourglass"]);
    }

    [Fact]
    public void One_text_is_enough_to_train_on()
    {
        File.WriteAllText(_tool["one.txt"], "龙🐉 only");
        Assert.Equal(0, _tool.Run("text", "train", _tool["one.txt"], "--epochs", "2", "--units", "8", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], _tool["one.txt"], "--json"));
        Assert.Equal(1, (int)_tool.Json["rows"]!);
    }

    private string Words(params string[] options)
    {
        Assert.Equal(0, _tool.Run(["text", "train", "words", "--units", "12", "--code", "4", "--epochs", "1", "-o", _tool["words.hourglass"], .. options]));
        return _tool["words.hourglass"];
    }
}
