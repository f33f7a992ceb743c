"""The planner's summary of a budget year: what was asked, what a KUA-PPAS document grants, where they differ.

`calendar` says when one is due, `request` what is wanted, `summary` reads the published marts, and
`workbook` and `exports` write what it found. Importing this package imports nothing heavy.
"""
