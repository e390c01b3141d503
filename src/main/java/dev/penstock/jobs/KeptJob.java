package dev.penstock.jobs;

import dev.penstock.model.JobReport;

/// What is on disk of a job.
///
/// @param detail see [NewJob]
/// @param stopWanted whether somebody has asked it to stop
record KeptJob(JobReport report, String detail, boolean stopWanted) {}
