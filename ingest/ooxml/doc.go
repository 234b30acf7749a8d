// Package ooxml changes a few cells of a workbook and leaves every other
// byte of it alone.
//
// A workbook is a zip of parts. Parts that do not change are copied as they
// are, still compressed. The sheet that gets new cells streams through: its
// markup is copied token by token, and only the rows that get cells are put
// together anew. Small parts (workbook, relations, content types, styles,
// tables) are edited by splicing text into them, so that whatever this
// package does not know survives.
//
// The package knows the file format, and nothing of what the cells mean.
package ooxml
