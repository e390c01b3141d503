package dev.penstock.demo;

import java.time.Instant;

/// One line of an invoice.
///
/// @param invoice with a `C` in front for a return
/// @param quantity negative for a return
/// @param unitPrice in pounds
public record Purchase(
    String invoice,
    String stockCode,
    String description,
    long quantity,
    Instant time,
    double unitPrice,
    long customer,
    String country) {}
