"""Attributes in words and as qualities (FG sec. 6; SPEC secs. 2, 3)."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.autograd import forward_ad

from interp_explorer.engine.errors import Cancelled, ExplorerError
from interp_explorer.engine.metric import Metric
from interp_explorer.engine.model import load_model
from interp_explorer.engine.progress import Progress
from interp_explorer.engine.projection import Projection
from interp_explorer.engine.qualities.attribute import AttributeQuality, OverTime
from interp_explorer.engine.qualities.attribute_words import Attribute, Clause, parse_attribute
from interp_explorer.engine.qualities.density_rank import ExactRank
from interp_explorer.engine.qualities.make import make_quality
from interp_explorer.engine.scoring import make_scorer
from interp_explorer.engine.views import quality_map

DIGITS = tuple("0123456789")
JOINT = (
    "plain", "beard", "smile", "beard + smile",
    "blond hair", "beard + blond hair", "smile + blond hair", "beard + smile + blond hair",
)  # fmt: skip
BY_B = Metric(quality="attribute", attribute="b")


def clauses(text, names=DIGITS):
    return [(clause.wanted, clause.classes) for clause in parse_attribute(text, names).clauses]


def test_the_ways_to_name_an_attribute():
    assert clauses("3") == [(True, (3,))]
    assert clauses(" not  3 ") == [(False, (3,))]
    assert clauses("8 or 3") == [(True, (3, 8))]
    assert clauses("3, NOT 8 or 9") == [(True, (3,)), (False, (8, 9))]


def test_names_may_be_words_and_even_look_like_the_language():
    names = ("Ankle boot", "black or white", "not a shoe", "T-shirt/top")
    assert clauses("ankle BOOT or t-shirt/top", names) == [(True, (0, 3))]
    assert clauses("black or white", names) == [(True, (1,))]
    assert clauses("not a shoe", names) == [(True, (2,))]
    assert clauses("not Not a shoe", names) == [(False, (2,))]


def test_a_part_of_joint_classes_names_all_that_have_it():
    assert clauses("beard", JOINT) == [(True, (1, 3, 5, 7))]
    assert clauses("not Smile", JOINT) == [(False, (2, 3, 6, 7))]
    assert clauses("beard, blond hair or smile", JOINT) == [(True, (1, 3, 5, 7)), (True, (2, 3, 4, 5, 6, 7))]
    assert clauses("beard + smile", JOINT) == [(True, (3,))]  # a class of its own: both, and no blond hair
    assert clauses("plain", JOINT) == [(True, (0,))]
    for text in ("beard", "not smile", "beard, not blond hair", "plain or blond hair", "beard + smile"):
        assert str(parse_attribute(text, JOINT)) == text
    with pytest.raises(ExplorerError, match="the classes are plain, beard, smile, blond hair"):
        parse_attribute("glasses", JOINT)


def test_the_quality_of_a_part_is_the_sum_over_the_classes_that_have_it():
    probabilities = torch.tensor([0.05, 0.1, 0.2, 0.15, 0.05, 0.1, 0.05, 0.3])
    made = AttributeQuality(lambda z: z.log(), parse_attribute("beard", JOINT))
    assert made.log_quality(probabilities[None]).exp().item() == pytest.approx(0.1 + 0.15 + 0.1 + 0.3, rel=1e-5)


@pytest.mark.parametrize("text", ["", "  ", "10", "3,", ", 3", "not", "3 or", "or 3", "3 and 8", "not not 3", "three"])
def test_other_words_are_refused_and_the_classes_named(text):
    with pytest.raises(ExplorerError, match=r"0, 1, 2, 3, 4, 5, 6, 7, 8, 9"):
        parse_attribute(text, DIGITS)


def test_an_attribute_that_nothing_has_is_refused():
    with pytest.raises(ExplorerError, match="excludes every class"):
        parse_attribute("not a or b", ("a", "b"))
    with pytest.raises(ExplorerError, match="excludes every class"):
        parse_attribute("not a, not b", ("a", "b"))


@pytest.mark.parametrize("text", ["3, not 3", "not 3, 3", "3 or 8, not 3, not 8", "3, not 8 or 3"])
def test_an_attribute_that_contradicts_itself_is_refused(text):
    with pytest.raises(ExplorerError, match="excludes what it asks for"):
        parse_attribute(text, DIGITS)


attributes = st.builds(
    lambda parts: Attribute(tuple(Clause(tuple(sorted(classes)), wanted) for classes, wanted in parts), DIGITS),
    st.lists(st.tuples(st.sets(st.integers(0, 9), min_size=1, max_size=9), st.booleans()), min_size=1, max_size=4),
)


@given(attributes)
def test_words_are_read_back(attribute):
    try:
        read = parse_attribute(str(attribute), DIGITS)
    except ExplorerError:
        assert not attribute.seen(np.eye(10)).any()
    else:
        assert read == attribute


@given(attributes, st.integers(0, 9))
def test_an_attribute_or_its_denial_is_seen(attribute, digit):
    sure = np.eye(10)[digit]
    expected = all((digit in clause.classes) == clause.wanted for clause in attribute.clauses)
    assert attribute.seen(sure) == expected
    if attribute.complement is not None:
        assert attribute.complement.seen(sure) != expected


@given(st.text(alphabet="0123 ,notrx", max_size=20))
def test_any_text_is_an_attribute_or_an_explorer_error(text):
    try:
        attribute = parse_attribute(text, DIGITS)
    except ExplorerError:
        return
    assert parse_attribute(str(attribute), DIGITS) == attribute


def quality(text, logits):
    """log Q where the classifier's logits are the latent point itself."""
    names = tuple("abcd")[: logits.shape[-1]]
    made = AttributeQuality(lambda z: z.log_softmax(-1), parse_attribute(text, names))
    return made.log_quality(logits)


def test_quality_is_the_product_of_the_clauses_probabilities():
    logits = torch.randn(5, 7, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    p = logits.softmax(-1)
    torch.testing.assert_close(quality("b", logits).exp(), p[..., 1])
    torch.testing.assert_close(quality("not b", logits).exp(), 1 - p[..., 1])
    torch.testing.assert_close(quality("b or d", logits).exp(), p[..., 1] + p[..., 3])
    torch.testing.assert_close(quality("not b or d, a", logits).exp(), (p[..., 0] + p[..., 2]) * p[..., 0])


def test_far_from_the_attribute_and_far_inside_it_nothing_cancels():
    logits = torch.tensor([[40.0, 0.0, 0.0]], requires_grad=True)
    assert float(quality("b", logits).detach()) == pytest.approx(-40, abs=1e-4)
    # 1 - p(a) = 2 exp(-40) is below the spacing of floats at 1.
    denied = quality("not a", logits)
    assert float(denied.detach()) == pytest.approx(math.log(2) - 40, abs=1e-4)
    (slope,) = torch.autograd.grad(denied.sum(), logits)
    torch.testing.assert_close(slope, torch.tensor([[-1.0, 0.5, 0.5]]))


def test_over_time_is_its_formula_free_at_the_ends_and_strict_without_a_time():
    logits = torch.randn(9, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 4
    inner = AttributeQuality(lambda z: z.log_softmax(-1), parse_attribute("b", tuple("abc")))
    t = torch.linspace(0, 1, 9, dtype=torch.float64)
    p = logits.softmax(-1)[:, 1]
    torch.testing.assert_close(OverTime(inner).log_quality(logits, t).exp(), 1 - 4 * t * (1 - t) * (1 - p))
    assert OverTime(inner).log_quality(logits, t)[[0, -1]].tolist() == pytest.approx([0, 0], abs=1e-12)
    torch.testing.assert_close(OverTime(inner).log_quality(logits), inner.log_quality(logits))


def test_over_time_has_a_gradient_where_the_attribute_is_hopeless():
    z = torch.tensor([[-2000.0, 2000.0]]).expand(3, 2).clone().requires_grad_()
    inner = AttributeQuality(lambda z: z.log_softmax(-1), parse_attribute("a", tuple("ab")))
    value = OverTime(inner).log_quality(z, torch.tensor([0.0, 0.25, 0.5]))
    (slope,) = torch.autograd.grad(value.sum(), z)
    assert torch.isfinite(value).all() and torch.isfinite(slope).all()
    assert value.tolist()[:2] == pytest.approx([0.0, math.log(0.25)])


def test_a_metric_names_the_attribute_its_form_and_the_rank(classified):
    z = torch.randn(6, 2, generator=torch.Generator().manual_seed(0))
    plain = make_quality(classified, Metric(quality="attribute", attribute="b"))
    expected = classified.classify(classified.decode(z))[:, 1]
    torch.testing.assert_close(plain.log_quality(z).exp(), expected)
    ranked = Metric(quality="attribute", attribute="b", times_rank=True, alpha=0.5)
    rank = ExactRank(2).log_quality(z).exp()
    torch.testing.assert_close(make_quality(classified, ranked).log_quality(z).exp(), 0.5 * expected * rank)
    # The rank is asked for at all times, the attribute is not.
    timed = Metric(quality="attribute", attribute="b", times_rank=True, over_time=True)
    torch.testing.assert_close(make_quality(classified, timed).log_quality(z, torch.zeros(6)).exp(), rank)


def test_a_model_without_classifier_says_so(flat):
    for metric in (Metric(quality="attribute", attribute="b"), Metric(space="features")):
        with pytest.raises(ExplorerError, match="toy came without one"):
            make_scorer(flat, metric)


@pytest.mark.parametrize("name", ["digits-gan-normal", "digits-vae"])
def test_features_have_forward_mode_derivatives(name):
    """Of the shipped networks, with pooling and all: equal to a central difference in double precision."""
    model = load_model(name)
    embed = make_scorer(model, Metric(space="features")).embed
    for network in (model.decoder, model.classifier):
        network.double()
    generator = torch.Generator().manual_seed(3)
    z, direction = torch.randn(2, 4, model.latent_dimension, generator=generator, dtype=torch.float64)
    with forward_ad.dual_level():
        _, tangent = forward_ad.unpack_dual(embed(forward_ad.make_dual(z, direction)))
    step = 1e-6
    with torch.no_grad():
        difference = (embed(z + step * direction) - embed(z - step * direction)) / (2 * step)
    assert tangent is not None and float(difference.norm()) > 0.1
    torch.testing.assert_close(tangent, difference, rtol=1e-5, atol=1e-5)


def test_the_map_shows_what_the_classifier_sees_at_the_middles_of_its_cells(classified):
    projection = Projection(np.zeros(2), np.eye(2), np.eye(2), True)
    values = quality_map(classified, BY_B, projection, (-4.0, -2.0, 4.0, 6.0), 40, Progress())
    assert values.shape == (40, 40)
    # Row 15 is y = 1.1 and column 35 is x = 3.1.
    z = torch.tensor([[3.1, 1.1]])
    assert values[15, 35] == pytest.approx(float(classified.classify(classified.decode(z))[0, 1]), abs=1e-5)


def test_a_map_that_is_no_longer_wanted_stops_within_one_batch(classified):
    progress = Progress(lambda fraction, text: progress.cancel())
    with pytest.raises(Cancelled):
        quality_map(classified, BY_B, Projection(np.zeros(2), np.eye(2), np.eye(2), True), (0, 0, 1, 1), 64, progress)
