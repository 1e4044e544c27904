"""The two pages of a panel: its content, and the sentence that stands there as long as there is none."""

from PySide6.QtWidgets import QStackedLayout, QWidget

from aeexplorer.widgets.empty_state import EmptyState


class Pages(QStackedLayout):
    """Lays out ``host``, which begins with what is ``empty``."""

    def __init__(self, host: QWidget, empty: EmptyState, content: QWidget) -> None:
        super().__init__(host)
        self._empty, self._content = empty, content
        # A panel knows itself how small it may be; its pages would each say something else.
        self.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self.addWidget(empty)
        self.addWidget(content)

    def show_content(self, there: bool = True) -> None:
        """Show the content; if it is not ``there``, what was last said in its place."""
        self.setCurrentWidget(self._content if there else self._empty)

    def say(self, sentence: str, button: str | None = None) -> None:
        """Show a sentence in place of the content, with another word on its button if one is given."""
        self._empty.set_sentence(sentence, button)
        self.show_content(False)
