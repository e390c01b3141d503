package dev.penstock.demo;

import java.util.List;

/// Purchases in the order in which they are sent.
///
/// @param skipped lines that name no customer
public record Purchases(List<Purchase> lines, int skipped) {
  public Purchases {
    lines = List.copyOf(lines);
  }
}
