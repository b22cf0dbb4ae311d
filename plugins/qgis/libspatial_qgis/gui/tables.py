"""Tables that are read, not edited."""

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem


def new_table(titles):
    table = QTableWidget(0, len(titles))
    table.setHorizontalHeaderLabels(titles)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    return table


def add_row(table, cells, bold=False, numbers=(), colour=None, coloured=None):
    """`numbers`: columns set to the right; `coloured`: columns in `colour`, by default all."""
    row = table.rowCount()
    table.insertRow(row)
    for column, text in enumerate(cells):
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        if column in numbers:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if colour and (coloured is None or column in coloured):
            item.setForeground(QColor(colour))
        font = item.font()
        font.setBold(bold)
        item.setFont(font)
        table.setItem(row, column, item)


def as_text(table):
    """Columns apart by tabs, for a spreadsheet."""
    lines = ["\t".join(table.horizontalHeaderItem(c).text() for c in range(table.columnCount()))]
    lines += ["\t".join(table.item(r, c).text().replace("\t", " ").replace("\n", " ") for c in range(table.columnCount())) for r in range(table.rowCount())]
    return "\n".join(lines) + "\n"
