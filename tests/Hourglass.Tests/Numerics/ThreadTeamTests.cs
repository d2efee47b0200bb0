using Hourglass.Numerics;

namespace Hourglass.Tests.Numerics;

public class ThreadTeamTests
{
    public static TheoryData<int> TeamSizes => [1, 2, 3, 7];

    [Theory]
    [MemberData(nameof(TeamSizes))]
    public void Every_item_is_done_exactly_once(int threads)
    {
        ThreadTeam team = ThreadTeam.Rent(threads);
        var random = new RandomStream(1, "items");
        for (int run = 0; run < 500; run++)
        {
            var work = new Counting(random.NextInt(40));
            team.Run(work, Shares(random, threads, work.Times.Length));
            Assert.All(work.Times, times => Assert.Equal(1, times));
            Assert.InRange(work.HighestWorker, -1, threads - 1);
        }

        team.Return();
    }

    [Theory]
    [MemberData(nameof(TeamSizes))]
    public void An_exception_reaches_the_caller_and_the_team_works_on(int threads)
    {
        ThreadTeam team = ThreadTeam.Rent(threads);
        for (int run = 0; run < 50; run++)
        {
            var failing = new Failing(run % 20);
            Assert.Equal("one item fails", Assert.Throws<InvalidOperationException>(() => team.Run(failing, Even(threads, 20))).Message);
            Assert.Throws<InvalidOperationException>(() => team.Run(new Failing(null), Even(threads, 20)));
            var work = new Counting(20);
            team.Run(work, Even(threads, 20));
            Assert.All(work.Times, times => Assert.Equal(1, times));
        }

        team.Return();
    }

    [Fact]
    public void Workers_that_went_to_sleep_wake_up()
    {
        ThreadTeam team = ThreadTeam.Rent(3);
        for (int run = 0; run < 20; run++)
        {
            var work = new Meeting(3);
            team.Run(work, Even(3, 3));
            Assert.Equal(3, work.Workers.Distinct().Count());
            Thread.Sleep(run % 5 == 0 ? 60 : 0);
        }

        team.Return();
    }

    [Fact]
    public void An_idle_worker_takes_over_the_share_of_a_busy_one()
    {
        ThreadTeam team = ThreadTeam.Rent(2);
        var work = new Waiting();

        // All items are the first worker's own share, and the first one waits for the others.
        team.Run(work, [0, 3, 3]);
        Assert.Equal(3, work.Done);
        team.Return();
    }

    [Fact]
    public async Task Several_teams_work_at_once()
    {
        int[][] times = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            ThreadTeam team = ThreadTeam.Rent(2);
            var work = new Counting(64);
            for (int run = 0; run < 200; run++) team.Run(work, Even(2, 64));
            team.Return();
            return work.Times;
        }, TestContext.Current.CancellationToken)));
        Assert.All(times.SelectMany(t => t), count => Assert.Equal(200, count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void A_team_has_1_to_1024_threads(int threads) => Assert.Throws<ArgumentOutOfRangeException>(() => ThreadTeam.Rent(threads));

    [Fact]
    public void A_returned_team_is_used_again()
    {
        ThreadTeam team = ThreadTeam.Rent(11);
        team.Return();
        Assert.Same(team, ThreadTeam.Rent(11));
        Assert.NotSame(team, ThreadTeam.Rent(11));
    }

    private static int[] Even(int threads, int items) => [.. Enumerable.Range(0, threads + 1).Select(worker => worker * items / threads)];

    // Shares of any size, empty ones too.
    private static int[] Shares(RandomStream random, int threads, int items) =>
        [0, .. Enumerable.Range(0, threads - 1).Select(_ => random.NextInt(items + 1)).Order(), items];

    private sealed class Counting(int items) : IParallelWork
    {
        private int _highestWorker = -1;

        public int[] Times { get; } = new int[items];

        public int HighestWorker => _highestWorker;

        public void Run(int item, int worker)
        {
            Interlocked.Increment(ref Times[item]);
            if (worker > Volatile.Read(ref _highestWorker)) Volatile.Write(ref _highestWorker, worker);
        }
    }

    private sealed class Failing(int? failing) : IParallelWork
    {
        public void Run(int item, int worker)
        {
            if (failing is null || item == failing) throw new InvalidOperationException("one item fails");
        }
    }

    // Every item waits until all have begun: only as many workers as there are items can finish them.
    private sealed class Meeting(int items) : IParallelWork
    {
        private int _arrived;

        public int[] Workers { get; } = new int[items];

        public void Run(int item, int worker)
        {
            Workers[item] = worker;
            Interlocked.Increment(ref _arrived);
            SpinWait.SpinUntil(() => Volatile.Read(ref _arrived) == items, TimeSpan.FromSeconds(30));
        }
    }

    private sealed class Waiting : IParallelWork
    {
        private int _done;

        public int Done => _done;

        public void Run(int item, int worker)
        {
            if (item == 0) Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _done) == 2, TimeSpan.FromSeconds(30)));
            Interlocked.Increment(ref _done);
        }
    }
}
