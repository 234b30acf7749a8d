// Command domainbatch takes a spreadsheet of domain names and does the job it
// describes on Alibaba Cloud Domains: it changes contacts, points domains at
// registrant profiles and asks for transfer codes, and hands the same
// spreadsheet back with the result of every row.
//
// This is the only place that knows about files, the environment, flags,
// signals, the terminal and exit codes. The four stages it strings together
// (ingest, planner, executor, report) know nothing of them. Each command has
// its own file. Words for people are added here, once: see explain.
package main
