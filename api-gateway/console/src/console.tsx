import { createContext, useContext } from 'react';
import type { ApiDocument } from './api/document';
import type { Access, Scope } from './api/types';

/** What a person is asked before something is changed. */
export interface Question {
  title: string;
  text: string;
  /** What the button says. */
  action: string;
  danger?: boolean;
  /** A text that is asked for, such as why. */
  input?: { label: string; required?: boolean; maxLength: number };
}

/** What a person answers: no, or yes with the text that was asked for. */
export type Answer = false | { text: string };

export interface Notice {
  text: string;
  failed: boolean;
}

/** What every screen knows. */
export interface Console {
  access: Access;
  document: ApiDocument;
  /** The tenant that is looked at; empty for all. */
  tenant: string;
  chooseTenant: (tenant: string) => void;
  confirm: (question: Question) => Promise<Answer>;
  tell: (notice: Notice) => void;
  /** Takes a screen out of the menu, whose route the server does not have. */
  hide: (screen: string) => void;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (!found) {
    throw new Error('outside of the console');
  }
  return found;
}

export function may(access: Access, scope: Scope): boolean {
  return access.scopes.includes(scope);
}

/** A key without the scope `write` only looks. */
export function readOnly(access: Access): boolean {
  return !may(access, 'write');
}
