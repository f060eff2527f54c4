/*
 * launch — pages, opened by the desktop.
 */
#pragma once

void launch_alerts(void); /* the child's days as they are now */
void launch_week(void);   /* the latest week's page */
void launch_mine(void);   /* a child's own page */
