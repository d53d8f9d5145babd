"""How many lines a log group keeps."""

import unittest

from millrace_local_cloud.cloudwatch_logs import forget_oldest


class Stream:
    def __init__(self, *events):
        self.events = list(events)


class Group:
    def __init__(self, **streams):
        self.streams = {name: Stream(*events) for name, events in streams.items()}

    def lines(self):
        return {name: stream.events for name, stream in self.streams.items()}


class ForgetOldestTest(unittest.TestCase):
    def test_keeps_the_newest_lines_of_the_newest_streams(self):
        group = Group(old=range(8), middle=range(10), new=range(6))
        forget_oldest(group, most=10)

        self.assertEqual(group.lines(), {"middle": [6, 7, 8, 9], "new": list(range(6))})

    def test_leaves_a_small_excess_alone_so_that_not_every_line_costs_a_cut(self):
        group = Group(one=range(22))
        forget_oldest(group, most=20)

        self.assertEqual(len(group.lines()["one"]), 22)

    def test_holds_a_bound_whatever_comes(self):
        group = Group(one=[])
        for i in range(1_000):
            if i % 90 == 0:
                group.streams[f"stream {i}"] = Stream()
            list(group.streams.values())[-1].events.extend(range(i % 7))
            forget_oldest(group, most=100)
            self.assertLessEqual(sum(len(lines) for lines in group.lines().values()), 110)

        self.assertLess(len(group.streams), 4)
