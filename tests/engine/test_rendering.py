"""Rendered sets: what is drawn agrees with geometry, at any size and in any company."""

from types import SimpleNamespace

import numpy as np
import pytest

from interp_explorer.engine.errors import ExplorerError
from interp_explorer.engine.rendering import RENDERINGS, make_rendering, rendering_of, spec_of, true_frames
from interp_explorer.engine.rendering.faces import Faces
from interp_explorer.engine.rendering.objects import GREY, OBJECTS
from interp_explorer.engine.rendering.pole import HEIGHT, RADIUS, SUN, Pole, shadow_length
from interp_explorer.engine.rendering.raycast import CAMERA, REACH, draw, frames
from interp_explorer.engine.rendering.solids import ball, box, cone, cylinder
from interp_explorer.engine.rendering.turntable import Turntable

SIZE = 256
X = (2 * np.arange(SIZE) + 1) / SIZE - 1


def darkness(azimuth, elevation, size=SIZE):
    """How much of the sunlight each pixel lacks, 0 to 1: of the plane, with the pole's top cut out."""
    image = Pole().render(np.array([[azimuth, elevation]]), size)[0, 0].astype(float)
    x = (2 * np.arange(size) + 1) / size - 1
    lit, dark = image[0, 0], image.min()
    found = np.clip((lit - image) / (lit - dark), 0, 1)
    found[np.hypot(x[None, :], x[:, None]) < RADIUS + 4 / size] = 0
    return found


@pytest.mark.parametrize("elevation", [45.0, 55.0, 67.5])
@pytest.mark.parametrize("azimuth", [0.0, 5.0, 90.0, 123.0, 200.0, 315.0])
def test_the_shadow_points_away_from_the_sun_and_is_as_long_as_geometry_says(azimuth, elevation):
    found = darkness(azimuth, elevation)
    x, y = X[None, :], -X[:, None]
    towards = np.radians(azimuth)
    middle = np.array([(found * x).sum(), (found * y).sum()])
    direction = np.degrees(np.arctan2(-middle[1], -middle[0])) % 360
    assert abs((direction - azimuth + 180) % 360 - 180) < 0.2
    # Half the light is gone where the edge of a sharp shadow would be: RADIUS past the shadow of the top's middle.
    along = -np.cos(towards) * x - np.sin(towards) * y
    across = np.cos(towards) * y - np.sin(towards) * x
    on_axis = (np.abs(across) < 1.5 / SIZE) & (along > 0)
    past_half = along[on_axis & (found >= 0.5)].max()
    assert abs(past_half - (HEIGHT / np.tan(np.radians(elevation)) + RADIUS)) < 3 / SIZE
    assert shadow_length(elevation) == pytest.approx(HEIGHT / np.tan(np.radians(elevation)))


def test_the_shadow_is_as_wide_as_the_pole():
    found = darkness(0.0, 45.0)
    column = found[:, np.argmin(np.abs(X + HEIGHT / 2))]
    assert column.sum() * 2 / SIZE == pytest.approx(2 * RADIUS, abs=0.01)


def test_the_edge_is_softer_the_further_it_lies_from_the_foot():
    found = darkness(0.0, 45.0)

    def softness(distance):
        column = found[: SIZE // 2, np.argmin(np.abs(X + distance))]
        return np.count_nonzero((column > 0.02) & (column < 0.98)) * 2 / SIZE

    near, far = softness(0.2), softness(0.7)
    assert far > near + 0.02
    # A smooth step of this height has 0.84 of its width between 0.02 and 0.98.
    assert far == pytest.approx(0.84 * 2 * (SUN / np.cos(np.pi / 4) * 0.7 + 2 / SIZE), abs=0.012)


def test_the_plane_is_as_bright_as_the_sun_is_high():
    corners = Pole().render(np.array([[0.0, e] for e in (45, 60, 90)]), 16)[:, 0, 0, 0] / 255
    assert np.allclose(corners, 0.2 + 0.58 * np.sin(np.radians([45, 60, 90])), atol=1 / 255)


def test_the_poles_grid_is_the_papers():
    values = Pole().values()
    assert values.shape == (576, 2)
    assert np.array_equal(np.unique(values[:, 0]), np.arange(0, 360, 5))
    assert np.array_equal(np.unique(values[:, 1]), np.arange(45, 85, 5))
    assert len(np.unique(values, axis=0)) == 576


def test_half_a_turn_of_the_sun_is_half_a_turn_of_the_picture():
    values = np.array([[33.0, 50.0], [213.0, 50.0], [123.0, 50.0]])
    whole, half, quarter = Pole().render(values, 64)[:, 0].astype(int)
    assert np.abs(whole[::-1, ::-1] - half).max() <= 1
    assert np.abs(np.rot90(whole) - quarter).max() <= 1


@pytest.mark.parametrize("name", list(RENDERINGS))
class TestEverySet:
    def test_an_image_does_not_depend_on_its_company(self, name):
        rendering = make_rendering(name)
        values = rendering.values()[:: max(1, len(rendering.values()) // 67)]
        together = rendering.render(values, 16)
        assert together.shape == (len(values), rendering.channels, 16, 16) and together.dtype == np.uint8
        for index in (0, 33, len(values) - 1):
            assert np.array_equal(rendering.render(values[index : index + 1], 16)[0], together[index])
        assert rendering.render(values[:0], 16).shape == (0, rendering.channels, 16, 16)

    def test_circular_factors_come_round(self, name):
        rendering = make_rendering(name)
        for column, factor in enumerate(rendering.factors):
            if factor.kind == "circular":
                there = rendering.values()[5:6]
                again = there + factor.period * np.eye(there.shape[1])[column]
                images = [rendering.render(v, 32).astype(int) for v in (there, again)]
                assert np.abs(images[0] - images[1]).mean() < 0.05

    def test_images_change_little_with_their_factors(self, name):
        rendering = make_rendering(name)
        values = rendering.values()
        start = values[len(values) // 3]
        for column, factor in enumerate(rendering.factors):
            if factor.kind != "choice":
                reach = factor.high - factor.low
                step = reach / (360 if factor.kind == "circular" else 100)
                away = start + np.outer(np.array([0.0, 1e-4, 1.0]), step * np.eye(len(start))[column])
                images = rendering.render(away, 32) / 255
                tiny, small = (np.sqrt(np.square(images[k] - images[0]).mean()) for k in (1, 2))
                assert tiny < 0.004, factor.name
                assert small < 0.05, factor.name

    def test_a_smaller_picture_is_the_larger_one_seen_from_afar(self, name):
        rendering = make_rendering(name)
        values = rendering.values()[:: max(1, len(rendering.values()) // 7)]
        small, large = (rendering.render(values, size) / 255 for size in (32, 128))
        afar = large.reshape(*large.shape[:2], 32, 4, 32, 4).mean((3, 5))
        assert np.sqrt(np.square(small - afar).mean()) < 0.04

    def test_its_name_makes_it_again(self, name):
        rendering = make_rendering(name)
        assert spec_of(rendering) == name and make_rendering(spec_of(rendering)) == rendering

    def test_the_film_between_two_of_its_images_begins_and_ends_with_them(self, name):
        rendering = make_rendering(name)
        start, end = rendering.values()[[1, 9]]
        film = true_frames(rendering, start, end, np.linspace(0, 1, 5), 16)
        assert np.array_equal(film[[0, -1]], rendering.render(np.stack([start, end]), 16))


def test_a_spec_names_what_differs_from_the_defaults():
    rendering = make_rendering("pole:azimuths=36, highest=60")
    assert rendering == Pole(azimuths=36, highest=60.0)
    assert make_rendering(spec_of(rendering)) == rendering


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("poles", "no rendered data set 'poles'.*Did you mean 'pole'"),
        ("pole:azimuths", "'azimuths' in 'pole:azimuths' is not of the form NAME=VALUE"),
        ("pole:azimuths=0", "azimuths = 0 is outside its range"),
        ("pole:lowest=5", "lowest = 5 is outside its range"),
        ("pole:views=5", "no parameter 'views'; it has: azimuths"),
        ("pole:azimuths=many", "is a number, not 'many'"),
    ],
)
def test_a_bad_spec_is_said(spec, message):
    with pytest.raises(ExplorerError, match=message):
        make_rendering(spec)


def test_a_models_header_says_which_set_it_learned():
    def learned(data):
        return rendering_of(SimpleNamespace(data=data))

    assert learned({"spec": "pole:azimuths=36"}) == Pole(azimuths=36)
    for other in ({}, {"spec": "digits"}, {"spec": "pole:sunspots=3"}, {"spec": 7}):
        assert learned(other) is None


class TestSolids:
    """Rays against answers known in closed form: the area and the place of what is seen."""

    SIDE = 2 * REACH / SIZE

    def seen(self, *solids, angle=0.0):
        """Coverage of the pixels, 0 or 1."""
        return draw(solids, np.array([angle]), SIZE)[0].sum(0) > 40

    def area(self, *solids, angle=0.0):
        return self.seen(*solids, angle=angle).sum() * self.SIDE**2

    def test_a_ball_is_a_disk_from_everywhere(self):
        for angle in (0.0, 77.0):
            known = pytest.approx(np.pi * 0.49, abs=0.015)
            assert self.area(ball((0, 0, 0), (0.7, 0.7, 0.7), GREY), angle=angle) == known

    def test_an_ellipsoid_has_the_shadow_of_its_matrix(self):
        radii = np.array([0.8, 0.3, 0.5])
        for angle in (0.0, 30.0, 90.0):
            right, up, _ = frames(np.array([angle]))[0, :3, :3].T
            projected = np.array([right, up]) @ np.diag(radii**2) @ np.array([right, up]).T
            known = np.pi * np.sqrt(np.linalg.det(projected))
            assert self.area(ball((0, 0, 0), tuple(radii), GREY), angle=angle) == pytest.approx(known, abs=0.012)

    def test_a_box_is_a_hexagon(self):
        halves = np.array([0.6, 0.4, 0.3])
        for angle in (0.0, 25.0, 140.0):
            away = np.abs(frames(np.array([angle]))[0, :3, 2])
            known = 4 * (
                away[0] * halves[1] * halves[2] + away[1] * halves[0] * halves[2] + away[2] * halves[0] * halves[1]
            )
            assert self.area(box((0, 0, 0), tuple(halves), GREY), angle=angle) == pytest.approx(known, abs=0.015)

    def test_a_cylinder_is_a_rectangle_between_two_half_ellipses(self):
        tilt = np.radians(CAMERA)
        known = np.pi * 0.25 * np.sin(tilt) + 2 * 0.5 * 1.2 * np.cos(tilt)
        assert self.area(cylinder((0, 0, 0), (0.5, 0.5, 0.6), GREY)) == pytest.approx(known, abs=0.015)

    def test_a_flat_cone_looks_like_its_base_from_above_and_a_steep_one_like_a_triangle(self):
        tilt = np.radians(CAMERA)
        flat = cone((0, 0, 0), (0.8, 0.8, 0.1), 0.0, GREY)  # its flank is less steep than the view: all base
        assert self.area(flat) == pytest.approx(np.pi * 0.64 * np.sin(tilt), abs=0.015)
        # Of a steep one the two tangents from the tip to the ellipse of the base, and the ellipse below them.
        base, height = np.array([0.4, 0.4 * np.sin(tilt)]), 1.4 * np.cos(tilt)
        sine = base[1] / height
        touching = np.arcsin(sine)
        known = base[0] * base[1] * (np.pi / 2 + touching) + base[0] * height * np.cos(touching)
        assert self.area(cone((0, 0, 0), (0.4, 0.4, 0.7), 0.0, GREY)) == pytest.approx(known, abs=0.015)

    def test_what_is_hollow_shows_its_inside(self):
        wall = cylinder((0, 0, 0), (0.6, 0.6, 0.5), (1, 0, 0))
        cup = wall.minus(cylinder((0, 0, 0.2), (0.5, 0.5, 0.5), (0, 1, 0)))
        whole, hollow = (draw([solid], np.zeros(1), SIZE)[0] for solid in (wall, cup))
        assert np.array_equal(self.seen(wall), self.seen(cup))  # the outline stays
        green = hollow[1] > hollow[0]
        mouth = np.pi * 0.25 * np.sin(np.radians(CAMERA))
        assert green.sum() * self.SIDE**2 == pytest.approx(mouth, abs=0.012)
        assert not (whole[1] > whole[0]).any()

    def test_the_nearer_solid_hides_the_further(self):
        near, far = ball((0, -0.5, 0), (0.3, 0.3, 0.3), (1, 0, 0)), ball((0, 0.5, 0), (0.3, 0.3, 0.3), (0, 1, 0))
        for solids in ([near, far], [far, near]):
            front, back = draw(solids, np.array([0.0, 180.0]), 64)
            assert np.count_nonzero(front[0]) > np.count_nonzero(front[1]) > 0
            assert np.count_nonzero(back[1]) > np.count_nonzero(back[0]) > 0

    def test_a_quarter_turn_brings_the_right_side_to_the_back(self):
        """Counter-clockwise from above: what is on the right goes away from the camera, and looks higher."""
        spot = ball((0.7, 0, 0), (0.1, 0.1, 0.1), GREY)
        place = [np.argwhere(self.seen(spot, angle=angle)).mean(0) for angle in (0.0, 90.0, 180.0, 270.0)]
        right, back, left, front = ((np.array(p) + 0.5) / SIZE * 2 * REACH - REACH for p in place)
        high = 0.7 * np.sin(np.radians(CAMERA))
        for found, known in ((right, (0, 0.7)), (back, (-high, 0)), (left, (0, -0.7)), (front, (high, 0))):
            assert np.allclose(found, known, atol=0.01)


@pytest.mark.parametrize("name", list(OBJECTS))
def test_no_object_looks_the_same_from_two_sides_nor_leaves_the_picture(name):
    views = Turntable(object=name, views=24)
    images = views.render(views.values(), 32) / 255
    border = np.concatenate([images[..., 0, :], images[..., -1, :], images[..., 0], images[..., -1]], axis=-1)
    assert border.max() == 0
    for other in (images[:, :, :, ::-1], images):  # a mirror image of one view is no other view either
        apart = np.sqrt(np.square(images[:, None] - other[None]).mean((2, 3, 4)))
        assert apart[~np.eye(24, dtype=bool)].min() > 0.03, np.unravel_index(np.argmin(apart), apart.shape)


def test_the_turntable_takes_any_objects_by_name():
    two = make_rendering("turntable:object=duck+mug,views=8")
    assert two.classes == ("duck", "mug") and two.values().shape == (16, 2)
    alone = make_rendering("turntable:object=mug,views=8")
    assert np.array_equal(two.render(two.values()[8:], 16), alone.render(alone.values(), 16))
    assert len(make_rendering("turntable").classes) >= 10 and len(make_rendering("turntable").values()) >= 720
    with pytest.raises(ExplorerError, match="no object 'unicorn'"):
        make_rendering("turntable:object=unicorn").values()
    with pytest.raises(ExplorerError, match="There are 1 objects"):
        alone.render(np.array([[1.0, 0.0]]), 16)


class TestFaces:
    PLAIN = np.array([0.3, 0.3, 0, 0, 0.4, 0, 0.3, 0, 0])

    def apart(self, changes, size=64):
        """Where two faces differ: (size, size), the largest channel."""
        other = self.PLAIN.copy()
        other[list(changes)] = list(changes.values())
        images = Faces().render(np.stack([self.PLAIN, other]), size).astype(int)
        return np.abs(images[1] - images[0]).max(0)

    def test_every_factor_is_seen(self):
        for index, factor in enumerate(Faces.factors):
            assert np.count_nonzero(self.apart({index: factor.high}) > 20) > 15, factor.name

    def test_a_factor_changes_what_it_is_called_after(self):
        middle = {name: np.argwhere(self.apart({i: 1.0}) > 20).mean(0) for name, i in (("eyeglasses", 2), ("beard", 3))}
        assert middle["eyeglasses"][0] < 32 < middle["beard"][0]
        hair = self.apart({0: 1.0}) > 60
        assert hair[:20].sum() > 5 * hair[44:].sum()
        light = self.apart({8: 1.0})
        assert np.array_equal(light[:, :4], np.zeros((64, 4)))  # the ground is not lit

    def test_half_of_them_wear_eyeglasses_and_half_a_beard_and_no_factor_leaves_its_range(self):
        values = Faces().values()
        assert values.shape == (20_000, 9)
        for column, factor in zip(values.T, Faces.factors):
            assert factor.low <= column.min() and column.max() <= factor.high
        shares = {attribute.name: attribute.holds(values).mean() for attribute in Faces.attributes}
        assert shares["eyeglasses"] == pytest.approx(0.5, abs=0.01) == shares["beard"]
        assert shares["blond hair"] == pytest.approx(0.3, abs=0.01) and shares["smile"] == pytest.approx(0.5, abs=0.01)
        assert set(values[:, 2]) == {0.0, 1.0}
        assert not np.any((values[:, 3] > 0) & (values[:, 3] < 0.4))  # no beard, or one that is seen

    def test_classes_are_combinations_of_the_attributes_that_are_asked_for(self):
        faces = make_rendering("faces:count=300,label=beard+smile")
        values = faces.values()
        assert faces.classes == ("plain", "beard", "smile", "beard + smile")
        beard, smile = values[:, 3] > 0, values[:, 4] >= 0.5
        assert np.array_equal(faces.labels(values), beard + 2 * smile)
        assert len(Faces().classes) == 16 and Faces().classes[-1] == "eyeglasses + beard + blond hair + smile"
        nothing = make_rendering("faces:count=10,label=none")
        assert nothing.classes == () and not nothing.labels(nothing.values()).any()
        with pytest.raises(ExplorerError, match="no attribute 'hat'; they have: blond hair"):
            _ = make_rendering("faces:label=hat").classes

    def test_a_shorter_set_is_the_beginning_of_a_longer_one_and_another_seed_another_set(self):
        few, many = (make_rendering(f"faces:count={count}").values() for count in (10, 100))
        assert np.array_equal(few, many[:10])
        assert not np.array_equal(few, make_rendering("faces:count=10,seed=1").values())


def test_the_mirror_image_of_a_turned_head_has_turned_the_other_way():
    values = np.repeat(TestFaces.PLAIN[None], 2, axis=0)
    values[:, 7] = -1, 1
    left, right = Faces().render(values, 64)[:, :, 28:52].astype(int)  # from the eyes down: the hair is not symmetric
    straight = Faces().render(TestFaces.PLAIN[None], 64)[0, :, 28:52].astype(int)
    mirrored = np.abs(left[:, :, ::-1] - right).mean()
    assert mirrored < 0.5 * np.abs(straight - right).mean()
