"""What every list and report of the admin gives as a spreadsheet, Wagtail's own too: no cell is a formula, and nothing is given of nothing.

Spreadsheet programs run a cell of a CSV file that begins like a formula, also where somebody else has written it: a search, a title, a name (OWASP,
CSV injection). Such a cell gets an apostrophe before it. Every word is quoted, because a program that takes semicolons for the separator would find
a cell within a cell. In XLSX each cell is marked as text, which no program runs; Wagtail forgets the headings, and stops at characters that XML
does not have.
"""

from __future__ import annotations

import csv
import datetime
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.encoding import force_str
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import Echo, ExcelDateFormatter, SpreadsheetExportMixin

# As it begins when wide and narrow forms are one, and without what a program passes over.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
PASSED_OVER = " \u00a0\u200b\ufeff\"'"
NOT_WORDS = (bool, int, float, Decimal, datetime.date, datetime.time, datetime.timedelta, type(None))


def harmless(value: Any) -> Any:
    """The value as a cell of a CSV file may hold it: numbers and dates as they are, words so that none is a formula."""
    if isinstance(value, NOT_WORDS):
        return value
    text = force_str(value)
    beginning = unicodedata.normalize("NFKC", text[:20].lstrip(PASSED_OVER))
    return f"'{text}" if beginning.startswith(FORMULA) else text


class HarmlessWriter:
    """Writes rows of harmless cells."""

    def __init__(self, fields: list[str]) -> None:
        self._writer = csv.DictWriter(Echo(), fieldnames=fields, quoting=csv.QUOTE_NONNUMERIC)

    def writerow(self, row: Mapping[str, Any]) -> Any:
        """The row as a line of the file."""
        return self._writer.writerow({field: harmless(value) for field, value in row.items()})


def _stream_csv(self: Any, queryset: QuerySet[Any]) -> Iterator[bytes]:
    """In place of Wagtail's: with the writer that keeps formulas out, headings too."""
    writer = HarmlessWriter(self.list_export)
    yield writer.writerow({field: self.get_heading(queryset, field) for field in self.list_export})
    for item in queryset:
        yield self.write_csv_row(writer, self.to_row_dict(item))


def _write_xlsx(self: Any, queryset: QuerySet[Any], output: BinaryIO) -> None:
    """In place of Wagtail's: headings are text as all else is."""
    workbook = Workbook(write_only=True, iso_dates=True)
    sheet = workbook.create_sheet(title="Sheet1")
    sheet.append(_text_cell(sheet, self.get_heading(queryset, field)) for field in self.list_export)
    date_format = ExcelDateFormatter().get()
    for item in queryset:
        sheet.append(self.generate_xlsx_row(sheet, self.to_row_dict(item), date_format=date_format))
    workbook.save(output)


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell


def _preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
    """In place of Wagtail's: without the characters that a sheet cannot hold."""
    made = _preprocess(self, field, value, export_format)
    if export_format == SpreadsheetExportMixin.FORMAT_XLSX and isinstance(made, str):
        return ILLEGAL_CHARACTERS_RE.sub("", made)
    return made


_preprocess = SpreadsheetExportMixin.preprocess_field_value
_as_spreadsheet = SpreadsheetExportMixin.as_spreadsheet


def _as_spreadsheet_of_something(self: Any, queryset: QuerySet[Any], spreadsheet_format: str) -> HttpResponseBase:
    """In place of Wagtail's: a list that has no columns for a spreadsheet gives none, where Wagtail gives blank lines."""
    if not self.list_export:
        raise Http404("This list is not given as a spreadsheet.")
    return _as_spreadsheet(self, queryset, spreadsheet_format)


def guard_all() -> None:
    """Called once, when Django starts: every view with a spreadsheet has it from this one class."""
    SpreadsheetExportMixin.stream_csv = _stream_csv
    SpreadsheetExportMixin.write_xlsx = _write_xlsx
    SpreadsheetExportMixin.preprocess_field_value = _preprocess_field_value
    SpreadsheetExportMixin.as_spreadsheet = _as_spreadsheet_of_something
