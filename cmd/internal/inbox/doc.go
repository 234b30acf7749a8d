// Package inbox decides about the files of a drop folder: which of them are
// whole, which somebody is still writing, what the folder of a job is called,
// and where it goes when the job has ended. It looks at names, sizes, times and
// exit codes that it is given, and touches no file.
//
// # The folders
//
//	inbox/portfolio.xlsx                                       dropped by a person
//	inbox/working/20261122-063700-ab12cd34-portfolio/          taken; not over, or it waits for another run
//	inbox/done/…/      nothing is left to do
//	inbox/failed/…/    the file, or rows of it, have to be corrected
//	inbox/held/…/      somebody has to decide
//
// A job is a folder: the file, its results and a summary move together, by one
// rename, so that there is no instant at which one of them is here and another
// there. Its name is made of the time, of the content's digest and of the
// file's name, so that no two jobs meet.
package inbox
