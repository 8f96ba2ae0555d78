/** YARA rules as somebody wrote them; their name is the namespace of what is declared in them. */
export interface YaraSource {
  name: string;
  source: string;
}

/** Why a source does not compile, and where. */
export interface YaraProblem {
  name: string;
  /** From 1; null when the whole source is meant. */
  line: number | null;
  /** From 1. */
  column: number | null;
  message: string;
}
