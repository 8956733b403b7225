package io.carillon.http;

import akka.NotUsed;
import akka.stream.javadsl.Source;

/** A source of news about the cluster. */
public interface ClusterWatch {
    /** Starts with the list of nodes; ends when this node stops. */
    Source<ClusterNews, NotUsed> follow();
}
