/** A finished test report that a doctor must sign before the ward may see it. */
export interface Report {
  id: string;
  doctor: string;
  /** Who is asked when the doctor does not answer. */
  headOfLab: string;
}

/** The laboratory around a report, as the workflow sees it. */
export interface ReportActivities {
  /** Sends a page to somebody's phone. */
  page(to: string, text: string): Promise<void>;
  /** Lets the ward see the report. Asked twice, it releases once. */
  release(reportId: string, signedBy: string): Promise<void>;
  /** Puts the report on the desk of the people who phone results through. */
  handToDesk(reportId: string, why: string): Promise<void>;
}
