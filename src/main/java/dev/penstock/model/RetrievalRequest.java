package dev.penstock.model;

/// A request to join entities with history, and to leave the rows to be fetched.
///
/// @param format of what is left
public record RetrievalRequest(ReadRequest read, TableFormat format) implements JobRequest {
  @Override
  public JobTrigger trigger() {
    return JobTrigger.API;
  }
}
