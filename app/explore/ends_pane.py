"""The ends of the paths and the gallery they are picked from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...engine.edits import as_latent
from ...engine.ends import split_draw
from ...engine.errors import ExplorerError
from ...engine.model_file import Gallery, ModelHeader, likelihood, read_gallery, read_header
from ...engine.model_library import find_model
from ...engine.scene import CORNERS, End
from ...widgets.check_box import CheckBox
from ...widgets.ends_panel import ENDS, EndsPanel
from ...widgets.ends_panel import End as EndName
from ...widgets.gallery import Gallery as GalleryView
from ...widgets.image_view import ImageView
from ...widgets.message_line import MessageLine
from ...widgets.sections import Section
from ...widgets.style import set_role
from .controller import ExploreController
from .end_caption import class_name, end_caption, gallery_index
from .throttle import Throttle

GALLERY_COLUMNS = 6
GALLERY_ROWS = 4
HINT = "Pick an image for the ringed end, or drop a picture file on either."
GRID_HINT = "Pick an image for the ringed end or corner, or drop a picture file on one."
NO_GALLERY = "This model has no gallery: draw an end, or drop a picture on one."


class EndsPane(QWidget):
    """Shows both ends as the model draws them; picks, drops and draws go to the controller."""

    def __init__(self, controller: ExploreController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._model = ""
        self._header: ModelHeader | None = None
        self._gallery: Gallery | None = None
        self._pictures: dict[str, np.ndarray] = {}
        self._ends: tuple = ()
        self.panel = EndsPanel(self)
        self.gallery = GalleryView(self)
        # A click leaves the focus where it was, so that R, 1-9 and the space bar still mean what they say.
        self.gallery.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.message = MessageLine(parent=self)
        self.codes = {which: EncoderChoice(which, self) for which in ("source", "target")}
        self._codes = QWidget(self)
        codes = QHBoxLayout(self._codes)
        codes.setContentsMargins(0, 0, 0, 0)
        codes.addWidget(self.codes["source"])
        codes.addStretch(1)
        codes.addWidget(self.codes["target"])
        self._codes.hide()
        self.pixels = CheckBox("Draw pixels from p(x|z)")
        self.pixels.setToolTip("Frames are draws from the decoder's likelihood, not its mean.")
        self._hint = QLabel(HINT, self)
        self._hint.setWordWrap(True)
        set_role(self._hint, "caption")
        self._compared = _Comparison(self)
        section = Section("Ends", parent=self)
        for part in (self.panel, self._codes, self._compared, self.message, self.gallery, self._hint, self.pixels):
            section.body.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(section)

        self.panel.end_selected.connect(controller.ends.pick_for)
        controller.ends.picking_changed.connect(self._show_picking)
        self.panel.swap_requested.connect(controller.ends.swap_ends)
        self.panel.random_requested.connect(controller.ends.random_end)
        self.panel.image_dropped.connect(controller.ends.image_end)
        self.panel.gallery_dropped.connect(lambda end, index: self._pick(index, end))
        for which, choice in self.codes.items():
            choice.mean.clicked.connect(lambda _=False, which=which: controller.ends.mean_end(which))
            choice.draw.clicked.connect(lambda _=False, which=which: controller.ends.draw_end(which))
        self.pixels.toggled.connect(lambda drawn: controller.layers.set_pixels("draw" if drawn else "mean"))
        self.gallery.picked.connect(self._pick_next)
        self.gallery.picked_as.connect(self._pick)
        controller.journal.scene_changed.connect(self._show)
        controller.solving.changed.connect(Throttle(self._show_pictures, self).ask)
        controller.ends.finder.failed.connect(self._fail)
        controller.ends.finder.encoding.connect(self._encoding)
        self.message.dismissed.connect(controller.ends.finder.cancel)
        controller.ends.encoded.connect(self._compare)

    @property
    def header(self) -> ModelHeader | None:
        """The header of the scene's model, None where its file cannot be read."""
        return self._header

    def _show(self) -> None:
        scene = self._controller.scene
        ends = (scene.source.latent, scene.target.latent)
        if ends != self._ends:
            self._ends = ends
            self.message.clear()
        if scene.model != self._model:
            self._open_model(scene.model)
        self._show_pictures()
        self._show_choices()
        has_gallery = self._gallery is not None and len(self._gallery) > 0
        self._hint.setText((GRID_HINT if scene.view.grid else HINT) if has_gallery else NO_GALLERY)
        marks = [gallery_index(end) for end in (scene.source, scene.target)]
        self.gallery.set_ends(*marks)
        self._compared.keep({scene.source.origin, scene.target.origin})

    def _show_choices(self) -> None:
        """What only models with an encoder or a likelihood offer."""
        scene, header = self._controller.scene, self._header
        has_densities = header is not None and bool(likelihood(header))
        self._codes.setVisible(has_densities)
        for which, choice in self.codes.items():
            seed, picture = split_draw(getattr(scene, which).origin)
            choice.show_choice(seed, picture.partition(":")[0] in ("gallery", "image"))
        # A scene that draws pixels of a model that cannot must be able to take it back.
        drawn = scene.pixels == "draw"
        self.pixels.setVisible(drawn or has_densities)
        self.pixels.blockSignals(True)
        self.pixels.setChecked(drawn)
        self.pixels.blockSignals(False)

    def _open_model(self, name: str) -> None:
        self._model = name
        self._pictures.clear()
        try:
            path = find_model(name)
            self._header, self._gallery = read_header(path), read_gallery(path)
        except ExplorerError as error:
            self._header, self._gallery = None, None
            self.gallery.set_images(np.zeros((0, 1, 8, 8), np.uint8))
            self.message.show_message(str(error), error.details)
            return
        self.message.clear()
        labels = [class_name(self._header, label) for label in self._gallery.labels]
        self.gallery.set_images(self._gallery.images, labels)
        self.gallery.setVisible(len(labels) > 0)
        self.gallery.set_rows(min(-(-len(labels) // GALLERY_COLUMNS), GALLERY_ROWS))

    def _show_pictures(self) -> None:
        """Each end as the first or last frame of any path that is solved; its gallery picture until then."""
        controller, scene = self._controller, self._controller.scene
        ends: tuple[tuple[EndName, End, int], ...] = (("source", scene.source, 0), ("target", scene.target, -1))
        for which, end, frame in ends:
            picture, stale = None, False
            for layer in scene.layers:
                result = controller.solving.state(layer.id).result
                if result is None or result.frames is None or result.request.model != scene.model:
                    continue
                if getattr(result.request, which) == end.latent:
                    picture = (result.frames if result.frames.ndim == 4 else result.frames[0])[frame]
                    break
            if picture is None and self._gallery is not None:
                index = gallery_index(end)
                if index is not None and index < len(self._gallery):
                    picture, stale = self._gallery.images[index], True
            if picture is None:
                picture, stale = self._pictures.get(which), True
            else:
                self._pictures[which] = picture
            self.panel.set_end(which, picture, self._caption(end))
            self.panel.set_stale(which, stale)

    def _caption(self, end: End) -> str:
        return end_caption(end, self._header, [] if self._gallery is None else self._gallery.labels)

    def _show_picking(self, which: str) -> None:
        self.panel.set_active(which if which in ENDS else None)

    def _pick_next(self, index: int) -> None:
        which = self._controller.ends.picking
        self._pick(index, which)
        # The next pick most likely means the other end, or the next corner.
        around = CORNERS if which in CORNERS else ENDS
        self._controller.ends.pick_for(around[(around.index(which) + 1) % len(around)])

    def _pick(self, index: int, which: str) -> None:
        if self._gallery is None or not 0 <= index < len(self._gallery):
            return
        end = End(as_latent(self._gallery.latents[index]), f"gallery:{index}")
        self._controller.ends.set_end(which, end, f"{which} {self._caption(end)}")

    def _fail(self, which: str, sentence: str, details: str) -> None:
        if which in ENDS:
            self.message.show_message(sentence, details)

    def _encoding(self, which: str, fraction: float) -> None:
        if which not in ENDS:
            return
        if fraction < 1:
            self.message.show_message(f"Finding the {which} in latent space: {fraction:.0%}", kind="note")
        else:
            self.message.clear()

    def _compare(self, which: str, origin: str, original: np.ndarray, reconstruction: np.ndarray) -> None:
        if which in ENDS:
            self._compared.show_pair(which, origin, original, reconstruction)


class EncoderChoice(QWidget):
    """'mean  draw': which point of q(z | x) an end is; every click on 'draw' is another one."""

    def __init__(self, which: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mean = self._button("mean", f"Let the {which} be the encoder's mean")
        self.draw = self._button("draw", f"Let the {which} be a draw from q(z|x); press again for another")
        self.mean.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self.mean, self.draw):
            row.addWidget(button)

    def show_choice(self, seed: str, possible: bool) -> None:
        """Show the draw of that seed, or with '' the mean; only pictures have either."""
        self.mean.setVisible(bool(seed))
        self.draw.setEnabled(possible)
        now = f"Now it is a draw with seed {seed}: " if seed else ""
        self.mean.setToolTip(f"{now}back to the encoder's mean")
        self.draw.setToolTip(f"{now}another draw from q(z|x)" if seed else "A draw from q(z|x) in place of its mean")

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        set_role(button, "link")
        return button


class _Comparison(QWidget):
    """A dropped picture beside what the model makes of it, as long as it is an end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._origin = ""
        self._views = [
            ImageView(52, name, parent=self) for name in ("Picture as read", "Picture as the model draws it")
        ]
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        set_role(self._text, "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for view in self._views:
            row.addWidget(view)
        row.addWidget(self._text, 1)
        self.hide()

    def show_pair(self, which: str, origin: str, original: np.ndarray, reconstruction: np.ndarray) -> None:
        """Show both pictures and the root mean squared difference of their pixels."""
        self._origin = origin
        error = float(np.sqrt(np.square(original - reconstruction).mean()))
        self._views[0].set_image(original)
        self._views[1].set_image(reconstruction)
        self._text.setText(f"{which}: yours, and the model's nearest. They differ by {error:.0%} a pixel.")
        self.show()

    def keep(self, origins: set[str]) -> None:
        """Hide when neither end is the picture any more."""
        if self._origin not in origins:
            self.hide()
