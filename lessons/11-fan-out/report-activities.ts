export interface Report {
  id: string;
  text: string;
  /** The agencies to ask, by the language they write in. */
  languages: string[];
}

export interface NewsActivities {
  /**
   * Has one agency translate a report. Asked twice for the same report, an agency sends the same
   * translation. While it is still at work the activity fails, and is tried again.
   */
  translate(request: { reportId: string; text: string; language: string }): Promise<string>;
}
