"""The forms of a text: as it is stored, as it is searched, as names are compared, as a terminal may show it.

Every entry (file, form, JSON, sheet, issue) and every comparison takes the form it needs from here, so that no two
places fold a text differently. Nothing else calls ``unicodedata.normalize``.
"""
