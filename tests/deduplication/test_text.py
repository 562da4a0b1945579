"""What is the same text, what its shingles and its numbers are, in any script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.deduplication.figures import Figures, agree, figure_set, figures
from services.deduplication.parameters import SCALE
from services.deduplication.sketch import WHOLE_LIMIT, Sketch, sketches
from services.deduplication.text import fold, tokens
from services.deduplication.words import hash_words
from tests.deduplication.articles import article, judge, prose

# Sentences written for these tests: a harbour strike, and a second sentence of another story.
CHINESE = (
    "周二,阿韦尔港的码头工人因夜班谈判破裂而罢工,四十一艘船停在海湾里,卡车沿着海岸公路排起了长队。"
    "港务局说,他们已经提出在两年内加薪,但是工会的代表在黎明前拒绝了这个方案。起重机司机的领导人说,"
    "他们想让我们用更少的钱做更多的工作,这个城市里没有人能靠这样的工资生活。粮食商人担心罢工会推迟运往群岛的货物,"
    "那里的商店到冬末时存货已经不多。政府至今没有介入这场争端,但沿海的三位议员要求在周末之前任命一位调解人。"
)
JAPANESE = (
    "アベル港では火曜日、夜勤をめぐる交渉が決裂したため、港湾労働者がストライキに入り、四十一隻の船が湾内で足止めされている。"
    "港湾当局は二年間での賃上げを提案したと説明したが、組合側は夜明け前にこれを拒否した。クレーン運転士の代表は、"
    "会社はもっと安い賃金でもっと長く働かせようとしている、この町でそれで暮らせる人はいないと話した。"
    "穀物商は、冬の終わりに在庫が少なくなる島々への出荷が遅れることを心配している。政府はこれまで争議に関わっていない。"
)
THAI = (
    "คนงานท่าเรือในเมืองอาเวลหยุดงานเมื่อวันอังคารหลังจากการเจรจาเรื่องกะกลางคืนล้มเหลว ทำให้เรือสี่สิบเอ็ดลำต้องจอดรออยู่ในอ่าว"
    "และรถบรรทุกติดยาวตามถนนเลียบชายฝั่ง การท่าเรือกล่าวว่าได้เสนอขึ้นค่าจ้างภายในสองปี แต่ผู้แทนสหภาพปฏิเสธก่อนรุ่งสาง "
    "ผู้นำคนขับเครนกล่าวว่าพวกเขาต้องการให้เราทำงานนานขึ้นโดยได้เงินน้อยลง ไม่มีใครในเมืองนี้อยู่ได้ด้วยเงินเท่านี้ "
    "พ่อค้าธัญพืชกังวลว่าการหยุดงานจะทำให้การส่งของไปยังหมู่เกาะล่าช้า"
)
HINDI = (
    "मंगलवार को रात की पाली पर बातचीत टूटने के बाद एवेल बंदरगाह के मज़दूर हड़ताल पर चले गए और इकतालीस जहाज़ खाड़ी में खड़े रह गए। "
    "बंदरगाह प्राधिकरण ने कहा कि उसने दो साल में वेतन बढ़ाने का प्रस्ताव दिया था लेकिन संघ के प्रतिनिधियों ने भोर से पहले उसे ठुकरा दिया। "
    "क्रेन चालकों की नेता ने कहा कि वे चाहते हैं कि हम कम पैसे में ज़्यादा देर काम करें और इस शहर में कोई उस पर जी नहीं सकता।"
)


def words(text: str) -> list[bytes]:
    return tokens(fold(text)).spaced.split()


@pytest.mark.parametrize("text", [CHINESE, JAPANESE, THAI, HINDI], ids=["Chinese", "Japanese", "Thai", "Hindi"])
def test_copies_are_found_in_scripts_of_all_kinds(text: str) -> None:
    begun = text[: len(text) // 2]
    edited = text[:60] + text[70:]
    wrapped = unicodedata.normalize("NFD", "\n".join(text[n : n + 40] for n in range(0, len(text), 40)))
    verdicts = judge(article("a", text), article("cut", begun), article("edited", edited))
    assert [(verdict.relation, verdict.cluster_id) for verdict in verdicts[1:]] == [("excerpt", "a"), ("near", "a")]
    if text is not HINDI:  # where words are not parted by spaces, line breaks part none
        assert judge(article("a", text), article("wrapped", wrapped))[1].relation == "exact"


def test_other_stories_in_scripts_without_spaces_are_other_stories() -> None:
    verdicts = judge(*(article(str(n), text) for n, text in enumerate([CHINESE, JAPANESE, THAI, HINDI])))
    assert [verdict.relation for verdict in verdicts] == ["new"] * 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE\u0301"),
        ("straße", "STRASSE"),
        ("ﬁnance", "finance"),
        ("１２３", "123"),
        ("٣ سفن", "3 سفن"),
        ("co\u00adoperate", "cooperate"),
        ("word\u200bjoiner\ufeff", "wordjoiner"),
        ("“quoted” — text…", '"quoted" - text...'),
        ("a_b", "a b"),
        ("🔥 fire", "fire"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_spellings_that_look_or_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("कि", "की"), ("ปา", "ป่า"), ("resume", "résumé"), ("1.5 m", "2.5 m")])
def test_marks_and_digits_are_part_of_the_word(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_shingles_are_of_words_or_of_characters_by_what_the_text_is_mostly_in() -> None:
    assert tokens(fold("Beijing (北京) said on Tuesday")).width == 3
    assert tokens(fold("北京大学 (PKU) 周二说")).width == 5
    assert tokens(fold("북경 대학이 화요일에 말했다")).width == 3


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    folded = fold(text)
    assert tokens(folded).closed == b"".join(words(text))
    assert tokens(folded).fewer_than(3) == (len(words(text)) < 3)
    assert fold(folded) == fold(fold(folded))
    assert all(figure[0].isdigit() and figure[-1].isdigit() for figure in figures(folded))


def test_numbers_are_read_as_they_are_written() -> None:
    text = "Rovers won 3-1 (2–0) on 5 March 2024 at 10:30 before 12,345 people, up 4.5%; 1,000,000.75 in all, the 12th."
    assert figures(fold(text)) == ["3-1", "2-0", "5", "2024", "10:30", "12345", "4.5", "1000000.75", "12"]


def test_numbers_agree_by_the_share_of_the_smaller_set() -> None:
    def numbers(*values: int) -> Figures:
        return figure_set([str(value) for value in values])

    assert agree(numbers(*range(10)), numbers(*range(7, 17))) is True
    assert agree(numbers(*range(10)), numbers(*range(8, 18))) is False
    assert agree(numbers(*range(100)), numbers(5)) is True
    assert agree(numbers(), numbers(1, 2)) is None


def test_a_year_that_two_articles_share_is_no_agreement() -> None:
    assert agree(figure_set(["2024", "3-1"]), figure_set(["2024", "2-0"])) is False


WORDS = st.text(st.sampled_from("abé京"), min_size=1, max_size=70).map(str.encode)
SPACED = st.lists(st.tuples(WORDS, st.integers(1, 3))).map(lambda words: b"".join(w + b" " * n for w, n in words))


@given(st.lists(SPACED, min_size=1, max_size=5))
def test_words_of_many_texts_have_the_hashes_that_each_has_alone(texts: list[bytes]) -> None:
    hashes, counts = hash_words(texts)
    assert counts.tolist() == [len(text.split()) for text in texts]
    assert hashes.tolist() == [hash_words([word])[0][0] for text in texts for word in text.split()]


@given(st.lists(WORDS, max_size=40, unique=True))
def test_different_words_have_different_hashes_however_long_they_are(distinct: list[bytes]) -> None:
    hashes, _ = hash_words([b" ".join(distinct)])
    assert len(set(hashes.tolist())) == len(distinct)


def test_the_hashes_of_words_do_not_change() -> None:
    hashes, _ = hash_words([b"a harbour", "hafenarbeitergewerkschaftsvorsitzende café".encode(), b"x" * 100])
    assert hashes.tolist() == [
        7520975441266452855,
        3742237465550216142,
        6924308503430292678,
        16192233053574489977,
        14486255910912052802,
    ]


def sketch(text: str) -> Sketch:
    return sketches([tokens(fold(text))])[0]


def whole(text: str) -> set[int]:
    hashes = sketch(text).hashes
    return set(hashes[hashes < WHOLE_LIMIT].tolist())


@given(st.integers(0, 40), st.integers(1, 40))
def test_the_sample_of_a_part_is_part_of_the_sample(start: int, length: int) -> None:
    paragraphs = LONG.split("\n\n")
    assert whole("\n\n".join(paragraphs[start : start + length])) <= whole(LONG)


def test_half_a_text_holds_about_half_of_its_sample() -> None:
    half = whole(LONG[: len(LONG) // 2])
    assert len(half) / len(whole(LONG)) == pytest.approx(0.5, abs=0.06)


def test_a_sample_says_how_long_a_text_is() -> None:
    made = sketch(LONG)
    assert made.whole == len(whole(LONG)) == pytest.approx(made.length / SCALE, rel=0.15)
    assert made.lead == made.in_lead.sum() == pytest.approx(64, abs=20)
    assert not made.short


TEXTS = [CHINESE, THAI, HINDI, prose(1, 40), prose(2, 400), "one two", "a " * 200]


@given(st.lists(st.sampled_from(TEXTS), max_size=6))
def test_texts_read_together_have_the_sketches_that_each_has_alone(texts: list[str]) -> None:
    for made, text in zip(sketches([tokens(fold(text)) for text in texts]), texts, strict=True):
        alone = sketch(text)
        assert made.hashes.tolist() == alone.hashes.tolist()
        assert made.in_lead.tolist() == alone.in_lead.tolist()
        assert (made.whole, made.lead, made.length) == (alone.whole, alone.lead, alone.length)


LONG = prose(77, 4000)
