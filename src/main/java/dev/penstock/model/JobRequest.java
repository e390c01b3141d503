package dev.penstock.model;

/// What a job is asked to do. Each kind of request is planned and done by one part of Penstock.
public sealed interface JobRequest
    permits MaterializeRequest, VerifyRequest, RetrievalRequest, ReplayRequest {
  JobTrigger trigger();
}
