import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode } from "react";
import type { CommandId } from "#contract/commands";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "title"> {
  readonly tone?: "primary" | "plain" | "quiet" | "danger";
  readonly icon?: LucideIcon;
  /** What it does. */
  readonly tip?: string | undefined;
  /** The command that does the same; its keys are shown with the tip. */
  readonly command?: CommandId;
  readonly children: ReactNode;
}

export function Button({ tone = "plain", icon: Icon, tip, command, children, className = "", ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${tone} ${className}`} data-tip={tip} data-command={command} {...rest}>
      {Icon && <Icon size={15} aria-hidden="true" />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "title" | "children"> {
  readonly icon: LucideIcon;
  /** Name for screen readers; also the tooltip unless `tip` says more. */
  readonly label: string;
  readonly tip?: string;
  readonly command?: CommandId;
  readonly pressed?: boolean;
}

export function IconButton({ icon: Icon, label, tip, command, pressed, className = "", ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      data-tip={tip ?? label}
      data-command={command}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      {...rest}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}
