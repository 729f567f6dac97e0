/** One employee's wage for one month. */
export interface Wage {
  employee: string;
  /** When the month's books were closed, in UTC: '2025-12-31T23:30:00Z'. */
  closedAt: string;
}

/** What the payroll can ask of the world. */
export interface WageActivities {
  /** The hours that the employee worked. */
  readHours(wage: Wage): Promise<number>;
  /** Hands the wage to the bank. */
  payWage(wage: Wage, hours: number): Promise<void>;
  /** December's bonus, once a year. */
  payBonus(wage: Wage): Promise<void>;
  mailPayslip(wage: Wage, text: string): Promise<void>;
  /** Takes a sample of the payslips by hand. */
  askForReview(wage: Wage): Promise<void>;
  /** Which of the company's months a moment belongs to, by the calendar of its seat. */
  monthOf(closedAt: string): Promise<number>;
}
