package io.carillon.node.doctor;

import java.util.List;

/** A check of one thing that a node needs; it changes nothing. A check that crashes is a finding. */
interface Check {
    /** What it checks, in a word or two. */
    String title();

    List<Finding> findings() throws Exception;

    default Finding ok(String said) {
        return Finding.ok(title(), said);
    }

    /** @param advice what to do */
    default Finding warn(String said, String advice) {
        return Finding.warn(title(), said, advice);
    }

    /** @param advice what to do */
    default Finding fail(String said, String advice) {
        return Finding.fail(title(), said, advice);
    }
}
