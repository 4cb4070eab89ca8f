"""The main window: it puts the models, the pages and the actions together."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from app.commands import Editor
from app.models import Stepper
from app.models.running import RunModel
from app.settings import Settings
from app.theme import Appearance, PageAppearance
from app.theme.icons import app_icon
from app.window.actions import MENUS, Actions
from app.window.building import Building
from app.window.collecting import Collector
from app.window.connections import Connections
from app.window.curtain import Curtain
from app.window.data_files import is_data
from app.window.documents import Documents
from app.window.drawer_switch import DrawerSwitch
from app.window.drop_target import DropTarget
from app.window.explore_page import ExplorePage
from app.window.files import Files
from app.window.importing import Importing
from app.window.keys import BareKeys
from app.window.lessons_page import LessonsPage
from app.window.modes import Modes
from app.window.notation_menu import NotationMenu
from app.window.notice import NoticeStrip
from app.window.number_menu import NumberMenu
from app.window.own_data import OwnData
from app.window.preload import Preloader
from app.window.rows_chooser import RowsChooser
from app.window.sharing import Sharing
from app.window.step_page import StepPage
from app.window.stepping import Stepping
from app.window.teaching import Teaching
from app.window.top_bar import TopBar
from app.window.train_page import TrainPage
from engine.iteration.steps import Granularity

SMALLEST = (800, 480)
"""The least width and height of the window: half a screen of 1920×1080 at factor 2, and less."""

NESTED = 4
"""As many layouts lie in each other at most where the height of a part follows its width."""


class MainWindow(QMainWindow):
    """Chainrule's window.

    Parameters
    ----------
    settings : Settings
        What is remembered between runs.
    appearance : Appearance
        Theme and text size.

    Signals
    -------
    first_painted
        The first picture is on screen.
    """

    first_painted = Signal()

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self.settings = settings
        self.appearance = appearance
        # First of all that follow: a new style sheet takes away the fonts that widgets have set.
        appearance.changed.connect(self._apply_look)
        self.stepper = Stepper.make()
        self.editor = Editor(self.stepper.session)
        self.runs = RunModel(self.stepper.session, self.stepper.playback)
        self.actions_ = Actions(appearance, self)
        self.notice = NoticeStrip(appearance, self)
        self.files = Files(self.stepper.document, settings, self.notice, self)
        self.preloader = Preloader(self)
        self._collector = Collector(self)
        self.keys = BareKeys(self)
        self.top_bar = TopBar(self.actions_, appearance)
        self.rows = RowsChooser(self.stepper.session, self.notice)
        self.top_bar.add_behind_chooser(self.rows)
        self.rows.menu().addAction(self.actions_["own_data"])
        stepping, training, exploring, teaching = (
            PageAppearance(appearance, self) for _ in range(4)
        )
        self.step_page = StepPage(self.stepper, self.editor, self.runs, stepping, settings)
        self.stepping = Stepping(self.stepper, self.step_page.place, appearance, self.notice)
        self.modes = Modes(self.actions_, self.notice)
        self.curtain = Curtain(self, self.modes.give_keys)
        place = self.step_page.place
        self.sharing = Sharing(
            self, place, self.stepper, appearance, files=self.files, notice=self.notice
        )
        self.notation = NotationMenu(self.stepper, settings, self)
        self.connections = Connections(self.stepper, self.editor, self.step_page.graph, self.notice)
        self.drawer = DrawerSwitch(self.step_page, self.actions_, self)
        self.train_page = TrainPage(self.stepper, training)
        stepping.follow_for(self.step_page)
        training.follow_for(self.train_page)
        self.explore_page = ExplorePage(self.stepper.document, exploring, self.notice)
        exploring.follow_for(self.explore_page)
        self.lessons_page = LessonsPage(settings, teaching)
        teaching.follow_for(self.lessons_page)
        self.documents = Documents(
            self.stepper, self.files, self.modes, self.train_page, self.notice
        )
        self.teaching = Teaching(
            self.lessons_page,
            self.documents,
            modes=self.modes,
            stepper=self.stepper,
            notice=self.notice,
            files=self.files,
            settings=settings,
        )
        self.importing = Importing(self.files, self.documents, self.notice, appearance, self)
        self.building = Building(
            self.stepper, self.documents, self.step_page, appearance, self.notice
        )
        self.building.switch = self.actions_["edit_network"]
        self.building.show_stepper = lambda: self.set_mode("step")
        self.own_data = OwnData(
            self.stepper.session, self.train_page, self.files, self.notice, appearance
        )
        self.own_data.show_stepper = self.building.show_stepper
        self._was_maximised = False
        self._was_painted = False
        self._assemble()
        self._connect()
        self._restore()

    def _assemble(self) -> None:
        self.setWindowTitle("Chainrule")
        self.setMinimumSize(*SMALLEST)
        below = {"open": self.top_bar.chooser.menu(), "theme": self.notation.menu}
        below["remove_layer"] = self.building.activations
        below["cut"] = self.connections.restoring
        below["present"] = NumberMenu(self.actions_, self.appearance, self.settings, self)
        for title, specs in MENUS:
            menu = self.menuBar().addMenu(title)
            for spec in specs:
                menu.addAction(self.actions_[spec.name])
                if spec.name in below:
                    menu.addMenu(below[spec.name])
        # In Present mode the menu bar is hidden, and its shortcuts must go on working.
        self.addActions(list(self.actions_.all()))
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.modes, 1)
        self.setCentralWidget(centre)
        self.drop_target = DropTarget(self, self.appearance)
        self.drop_target.dropped.connect(self._take_dropped)

    def _connect(self) -> None:
        playback = self.stepper.playback
        self.modes.changed.connect(self._offer_choices)
        for changed in (self.documents.changed, self.modes.changed):
            changed.connect(self._show_scenario)
        for source in (self.runs, playback, self.stepper.session, self.preloader):
            source.failed.connect(self.notice.say_error)
        self.step_page.graph.message.connect(self.notice.say_note)
        self.top_bar.scenario_chosen.connect(self.open_word)
        self.top_bar.choices_wanted.connect(self._show_choices)
        # What the first picture does not need waits until it is on screen.
        # In a turn of its own, after the keys that were pressed meanwhile.
        self.first_painted.connect(lambda: QTimer.singleShot(0, self, self._load))
        self.preloader.loaded.connect(self._use_algebra)
        self.preloader.ended.connect(self._collector.begin)
        for each in (self.train_page.stepped_through, self.explore_page.left):
            each.connect(lambda: self.set_mode("step"))
        self.explore_page.open_word = self.files.open_word
        self.explore_page.save_wanted.connect(lambda: self.documents.save(elsewhere=True))
        self.explore_page.choose_table = lambda: self.files.choose_file("data", "")
        self.train_page.scenario_chosen.connect(self.open_word)
        self.train_page.save_requested.connect(self.documents.save_network)
        self.train_page.trained_changed.connect(self._offer)
        self.train_page.own_data_wanted.connect(self.own_data.show)
        playback.speed_changed.connect(lambda: self.settings.set_speed(playback.speed))
        playback.granularity_changed.connect(
            lambda: self.settings.set_granularity(playback.granularity.value)
        )
        self._connect_actions()

    def _connect_actions(self) -> None:
        playback, document = self.stepper.playback, self.stepper.document
        does = {
            "new": self.building.choose_template,
            "open": self.documents.open_file,
            "import_data": self.importing.choose,
            "own_data": self.own_data.show,
            "save": lambda: self.documents.save(elsewhere=False),
            "save_as": lambda: self.documents.save(elsewhere=True),
            "save_network": self.documents.save_network,
            "quit": self.close,
            "edit_network": self.building.toggle,
            "paste_rows": self.building.paste,
            "undo": self.documents.undo,
            "redo": document.redo,
            "larger": self.appearance.larger,
            "smaller": self.appearance.smaller,
            "theme": self.appearance.toggle_theme,
            "present": lambda: self.set_presenting(not self.appearance.presenting),
            "blank": self.curtain.draw,
            **self.sharing.actions(),
            "help": self.show_help,
            "about": self.show_about,
        }
        self.step_page.does = {
            "reset_to_file": self.editor.reset_to_file,
            **self.building.actions(),
            "fit": self.step_page.graph.view.fit,
            "parameters": self.drawer.toggle_parameters,
            "losses": self.drawer.toggle_losses,
            "play": playback.toggle,
            "back": playback.step_back,
            **self.stepping.actions(),
            "first": playback.first,
            "last": playback.last,
            "next_iteration": playback.next_iteration,
            **self.sharing.of_derivation(),
            **self.connections.actions(),
        }
        self.actions_.connect_to(does)
        self.modes.begin(self.step_page, self.train_page, self.explore_page, self.lessons_page)
        self.actions_["blank"].setEnabled(False)
        self._offer()

    def _restore(self) -> None:
        playback = self.stepper.playback
        playback.set_speed(self.settings.speed)
        playback.set_granularity(Granularity(self.settings.granularity))
        if not self.restoreGeometry(self.settings.geometry):
            room = self.screen().availableSize()
            self.resize(min(1600, round(room.width() * 0.9)), min(900, round(room.height() * 0.9)))

    def open_word(self, word: str) -> None:
        """Open a scenario by id or path, in the mode that is shown."""
        self.documents.open_word(word)

    def open_first(self, word: str | None) -> None:
        """Open what was asked for, else what was open last, else the first shipped scenario.

        Raises
        ------
        ScenarioError
            What was asked for cannot be opened.
        """
        word = self.teaching.put_off(word, self.first_painted)
        word = self.importing.put_off(word, self.first_painted)
        self.documents.open_first(word, self.settings.last_scenario)

    def _take_dropped(self, path: str) -> None:
        """Open a scenario or data, or put a picture to the network that is open."""
        opened = Path(path).suffix.lower() == ".toml" or is_data(path)
        (self.open_word if opened else self.own_data.take_file)(path)

    def set_mode(self, mode: str) -> None:
        """Show a mode, such as "step" or "train"."""
        self.modes.show_mode(mode)

    def _offer_choices(self) -> None:
        """Offer in the top bar what the present mode lets choose, and own data to its network."""
        page = self.modes.present
        self.own_data.set_training(page is self.train_page)
        self.rows.set_offered(page.has_rows)
        self.top_bar.chooser.setVisible(page.has_chooser)

    def set_presenting(self, presenting: bool) -> None:
        """Enter or leave the full screen with larger text."""
        if presenting == self.appearance.presenting:
            return
        self.actions_["present"].setChecked(presenting)
        self.actions_["blank"].setEnabled(presenting)
        self.menuBar().setVisible(not presenting)
        self.top_bar.setVisible(not presenting)
        for page in self.modes.pages.values():
            page.set_presenting(presenting)
        if presenting:
            self.building.set_open(False)
            self._was_maximised = self.isMaximized()
            self.showFullScreen()
        elif self._was_maximised:
            self.showMaximized()
        else:
            self.showNormal()
        self.drawer.sync()
        self.appearance.set_presenting(presenting, self.screen().size())

    def show_help(self) -> None:
        """Open the list of keys."""
        from app.window.help import HelpDialog

        dialog = HelpDialog(self.appearance, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_about(self) -> None:
        """Show version, licences and folders."""
        from app.window.about import AboutDialog

        dialog = AboutDialog(self.appearance, self.settings, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _load(self) -> None:
        """Make and load what the first picture does without, the derivation first."""
        self.step_page.load()
        self.setWindowIcon(app_icon())
        self.preloader.start()
        self.documents.begin_advising()

    def _use_algebra(self) -> None:
        # What has been loaded stays for good. Searching it for garbage, SymPy and matplotlib
        # included, would stop the window for a seventh of a second now and then.
        self._collector.begin()
        self.stepper.working.enable()

    def _offer(self) -> None:
        """Enable what can be saved and undone now."""
        model = self.train_page.model
        self.actions_["save_network"].setEnabled(model is not None and model.can_step_through)
        for name, can in zip(("undo", "redo"), self.documents.may_undo, strict=True):
            self.actions_[name].setEnabled(can)

    def _show_scenario(self) -> None:
        title, modified = self.documents.title, self.stepper.document.is_modified
        self.top_bar.set_scenario(title, modified)
        # Explore has own points; the dialog asks the network of another mode.
        asks = self.modes.present is not self.explore_page
        has_data = self.stepper.document.scenario.dataset is not None
        self.actions_["own_data"].setEnabled(asks and has_data)
        # Qt takes "[*]" for the mark of an edited document, and two of them for the letters.
        self.setWindowTitle(f"{title.replace('[*]', '[*][*]')}[*] — Chainrule")
        self.setWindowModified(modified)
        self._offer()

    def _show_choices(self) -> None:
        self.top_bar.set_choices([str(path) for path in self.settings.recent_files])

    def _apply_look(self) -> None:
        if isinstance(application := QApplication.instance(), QApplication):
            self.appearance.apply_to(application)
        if self.appearance.theme.name != self.settings.theme:
            self.settings.set_theme(self.appearance.theme.name)
        self.settings.set_text_scale(self.appearance.text_scale)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes a notice, cancels a run, leaves Present, and gives the page the focus."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        if self.runs.running:
            self.runs.cancel()
        elif self.notice.text:
            self.notice.dismiss()
        elif self.appearance.presenting:
            self.set_presenting(False)
        self.modes.give_keys()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the keys where they act, and with every part at its place."""
        super().showEvent(event)
        self.modes.give_keys()
        # What is as high as its width asks for moves the others. Left to the event loop, that
        # would be seen, and everything would be laid out for sizes that no one sees.
        for _ in range(NESTED):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say when the first picture is on screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # All that lies in the window is painted after it, in the same turn of the loop.
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is to be remembered; ask about what is not saved."""
        if not self.documents.may_leave():
            event.ignore()
            return
        for page in self.modes.pages.values():
            page.shutdown()
        if not self.appearance.presenting:
            self.settings.set_geometry(self.saveGeometry())
        self.settings.sync()
        event.accept()
