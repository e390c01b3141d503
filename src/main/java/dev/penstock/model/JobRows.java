package dev.penstock.model;

/// The rows of a job; what is read is written, stale or rejected, or on its way.
///
/// @param stale rows that lost against what was stored
/// @param rejected rows that cannot be stored
public record JobRows(long read, long written, long stale, long rejected) {
  public static final JobRows NONE = new JobRows(0, 0, 0, 0);

  public JobRows plus(JobRows more) {
    return new JobRows(
        read + more.read, written + more.written, stale + more.stale, rejected + more.rejected);
  }
}
