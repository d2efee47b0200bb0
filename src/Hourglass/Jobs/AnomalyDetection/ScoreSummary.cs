using System.Runtime.InteropServices;
using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a detector said of many rows, noted as it is said: of most rows the score alone, so that the answers need not be kept.</summary>
/// <param name="mostTop">How many of the rows with the highest scores are kept, 0 or more.</param>
public sealed class ScoreSummary(int mostTop = ScoreSummary.MostTop)
{
    /// <summary>How many of the rows with the highest scores are kept by default.</summary>
    public const int MostTop = 20;

    private readonly List<float> _scores = [];
    private readonly List<int> _alarms = [];
    private readonly PriorityQueue<(int Row, ScoredRow Answer), (float Score, int Earlier)> _top = new();
    private readonly Dictionary<int, ColumnBlame> _blame = [];

    /// <summary>The score of every row, in their order.</summary>
    public IReadOnlyList<float> Scores => _scores;

    /// <summary>The rows that raise an alarm, from 0, ascending.</summary>
    public IReadOnlyList<int> Alarms => _alarms;

    /// <summary>The rows with the highest scores, from 0, highest first; at most as many as it was told to keep.</summary>
    public IReadOnlyList<(int Row, ScoredRow Answer)> Top => [.. _top.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];

    /// <summary>What each column has to do with the alarms, the one with the largest share first; those that are none of the reasons are left out.</summary>
    public IReadOnlyList<ColumnBlame> Blame => [.. _blame.Values.OrderByDescending(column => column.Shares).ThenBy(column => column.About.Name, StringComparer.Ordinal)];

    /// <summary>Notes what was said of some rows.</summary>
    /// <param name="scored">One answer a row.</param>
    public static ScoreSummary Of(IEnumerable<ScoredRow> scored)
    {
        var summary = new ScoreSummary();
        foreach (ScoredRow _ in summary.Following(scored)) { }
        return summary;
    }

    /// <summary>Passes answers on and notes them on the way.</summary>
    /// <param name="scored">One answer a row, after those noted before.</param>
    public IEnumerable<ScoredRow> Following(IEnumerable<ScoredRow> scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        foreach (ScoredRow answer in scored)
        {
            Note(answer);
            yield return answer;
        }
    }

    private void Note(ScoredRow answer)
    {
        int row = _scores.Count;
        _scores.Add(answer.Score);

        // Of equal scores those of the first rows are kept.
        _top.Enqueue((row, answer), (answer.Score, -row));
        if (_top.Count > mostTop) _top.Dequeue();
        if (!answer.IsAnomaly) return;
        _alarms.Add(row);
        for (int place = 0; place < answer.Reasons.Count; place++)
        {
            AnomalyReason reason = answer.Reasons[place];
            ref ColumnBlame of = ref CollectionsMarshal.GetValueRefOrAddDefault(_blame, reason.Number, out _);
            of = new(reason.About, of.First + (place == 0 ? 1 : 0), of.Among + 1, of.Shares + reason.Share);
        }
    }
}

/// <summary>What a column has to do with some alarms.</summary>
/// <param name="About">The column.</param>
/// <param name="First">Of how many alarms it is the first reason.</param>
/// <param name="Among">Of how many it is one of the reasons.</param>
/// <param name="Shares">Its shares where it is, added up: 0 to <paramref name="Among"/>.</param>
public readonly record struct ColumnBlame(TableColumn About, int First, int Among, double Shares);
