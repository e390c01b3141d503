package dev.penstock.fidelity;

/// One thing in which Penstock's answer to an exchange is not Feast's, in words.
///
/// @param exchange its name
/// @param feast what Feast answered, such as `500 text` or `trips[1] 2`
/// @param penstock what Penstock answered in its place
record Difference(String exchange, String feast, String penstock) {
  /// Whether a push that both took is reported upon, and that is all.
  boolean isReportOnly() {
    return feast.matches("200( null)?") && penstock.equals("200 outcome");
  }

  /// Whether Feast blames itself and Penstock the caller, or the reverse.
  boolean isOtherRefusal() {
    return (feast.startsWith("500 ") && penstock.startsWith("422 "))
        || (feast.startsWith("422 ") && penstock.startsWith("500 "));
  }

  @Override
  public String toString() {
    return "| `%s` | `%s` | `%s` |".formatted(exchange, feast, penstock);
  }
}
