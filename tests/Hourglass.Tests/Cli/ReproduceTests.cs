namespace Hourglass.Tests.Cli;

public sealed class ReproduceTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_training_is_repeated_to_the_bit_on_any_number_of_threads()
    {
        string model = _tool.Digits();
        Assert.Equal(0, _tool.Run("reproduce", model, "digits", "--threads", "3", "--json"));
        Assert.True((bool)_tool.Json["exact"]!);
        Assert.Equal((double)_tool.Json["lossThen"]!, (double)_tool.Json["lossNow"]!);
        Assert.Equal(0, _tool.Run("reproduce", model, "digits"));
        Assert.StartsWith("Reproduced: all", _tool.Output);
    }

    [Fact]
    public void A_budget_of_time_is_repeated_by_its_steps()
    {
        Assert.Equal(0, _tool.Run("train", "digits", "--code", "4", "--budget", "0.5s", "--validation", "0", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("reproduce", _tool["m.hourglass"], "digits"));
    }

    [Fact]
    public void A_job_s_model_and_validation_data_given_apart_are_repeated_too()
    {
        Assert.Equal(0, _tool.Run("reduce", "train", "digits", "--layers", "16", "--epochs", "2", "--validation", "digits:test", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("reproduce", _tool["m.hourglass"], "digits", "--validation", "digits:test"));
        Assert.Equal(2, _tool.Run("reproduce", _tool["m.hourglass"], "digits"));
        Assert.Contains("rows held back: 360 then, 144 now", _tool.Output);
    }

    [Fact]
    public void Other_data_is_named_by_its_fingerprint() =>
        Assert.Contains("fingerprint", _tool.Refuses(1, "reproduce", _tool.Digits(), "digits:test"));
}
