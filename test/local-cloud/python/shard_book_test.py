"""Which shards are read, and in which order."""

import unittest

from millrace_local_cloud.shard_book import ShardBook, cut


def shard(id, *parents):
    names = ("ParentShardId", "AdjacentParentShardId")
    return {"ShardId": id, **dict(zip(names, parents, strict=False))}


def readable(book):
    return [each.id for each in book.readable()]


def end(book, id):
    next(each for each in book.readable() if each.id == id).has_ended = True


class ShardBookTest(unittest.TestCase):
    def test_reads_children_once_all_parents_have_ended(self):
        book = ShardBook()
        book.learn([shard("a"), shard("b"), shard("ab", "a", "b"), shard("c", "ab")])
        seen = [readable(book)]
        for id in ("a", "b", "ab", "c"):
            end(book, id)
            seen.append(readable(book))

        self.assertEqual(seen, [["a", "b"], ["b"], ["ab"], ["c"], []])

    def test_reads_a_child_whose_parents_are_no_longer_listed(self):
        book = ShardBook()
        book.learn([shard("child", "gone", "gone too")])

        self.assertEqual(readable(book), ["child"])

    def test_keeps_what_it_knows_of_shards_when_others_come_and_forgets_those_that_are_gone(self):
        book = ShardBook()
        book.learn([shard("a")])
        end(book, "a")
        book.learn([shard("a"), shard("b", "a")])
        known = readable(book)
        originals = [each.is_original for each in book.readable()]
        book.learn([shard("b", "a")])

        self.assertEqual((known, originals, readable(book)), (["b"], [False], ["b"]))

    def test_gives_every_shard_its_turn_within_four_calls(self):
        for count in range(1, 30):
            book = ShardBook()
            book.learn([shard(str(i)) for i in range(count)])
            for _ in range(3):
                seen = {each.id for _ in range(4) for each in book.next_turn()}
                self.assertEqual(len(seen), count)

    def test_cuts_without_losing_or_repeating_anything(self):
        sizes = [1, 5, 5, 1, 1, 1, 20, 1, 1, 1, 1]
        parts = [sizes[part] for part in cut(sizes, 3, 10)]

        self.assertEqual([size for part in parts for size in part], sizes)
        self.assertTrue(all(len(part) == 1 or sum(part) <= 10 for part in parts))
        self.assertTrue(all(len(part) <= 3 for part in parts))
        self.assertEqual(list(cut([], 3, 10)), [])
