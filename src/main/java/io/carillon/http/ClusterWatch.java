package io.carillon.http;

import akka.NotUsed;
import akka.stream.javadsl.Source;

/** Tells what goes on in the cluster. */
public interface ClusterWatch {
    /** Begins with the nodes; goes on until this node stops. */
    Source<ClusterNews, NotUsed> follow();
}
