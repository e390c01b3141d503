package dev.penstock.ingress.http;

import dev.penstock.table.SizeLimit;
import dev.penstock.table.TemporaryFiles;

/// What bounds answers that are put into files first, and where these are.
public record ResultSettings(TemporaryFiles files, SizeLimit limit) {}
