// Package planbook writes a plan as a workbook that people look through and
// approve, and reads it back.
//
// The workbook has one row for each change: where it comes from, what is
// there, what will be there, what that entails, and a cell to approve it in.
// It also carries the whole plan, packed, on a sheet that is not shown: what
// is applied is that plan, and of the rows people see only the Approve cells
// are read. A row whose other cells no longer say what the plan says is
// refused, because somebody thought they could change the plan there.
package planbook
